// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ListingView, Prices, ProviderView} from "../src/interfaces/IRegistry.sol";
import {Fixture} from "./support/Fixture.sol";

contract RegistryViewsTest is Fixture {
    function test_giveNothingForTheUnknown() external view {
        ProviderView memory noProvider;
        ListingView memory noListing;
        vm.assertEq(abi.encode(deopenchat.provider(stranger)), abi.encode(noProvider), "provider");
        vm.assertEq(abi.encode(deopenchat.listing(stranger, MODEL)), abi.encode(noListing), "unknown provider");
        vm.assertEq(abi.encode(deopenchat.listing(provider, bytes32(0))), abi.encode(noListing), "unknown model");
        vm.assertEq(deopenchat.listingCount(stranger), 0, "count");
        vm.assertEq(deopenchat.listings(stranger, 0, type(uint256).max).length, 0, "page");
    }

    function testFuzz_clampPages(uint256 offset, uint256 limit) external {
        (offset, limit) = (_near(offset), _near(limit));
        _register(stranger);
        address[3] memory order = [provider, otherProvider, stranger];
        ProviderView[] memory page = deopenchat.providers(offset, limit);
        vm.assertEq(page.length, _pageSize(offset, limit), "length");
        for (uint256 i = 0; i < page.length; ++i) {
            vm.assertEq(abi.encode(page[i]), abi.encode(deopenchat.provider(order[offset + i])), "provider");
        }
        vm.assertEq(deopenchat.providerCount(), 3, "count");
    }

    function testFuzz_clampPagesOfListings(uint256 offset, uint256 limit) external {
        (offset, limit) = (_near(offset), _near(limit));
        vm.startPrank(provider);
        deopenchat.listModel("b", 0, 1, _prices());
        deopenchat.listModel("c", 0, 1, _prices());
        deopenchat.listModel("c", 0, 1, Prices(8, 1, 1));
        deopenchat.unlistModel(keccak256("b"));
        vm.stopPrank();
        bytes32[3] memory order = [MODEL, keccak256("b"), keccak256("c")];
        ListingView[] memory page = deopenchat.listings(provider, offset, limit);
        vm.assertEq(page.length, _pageSize(offset, limit), "length");
        for (uint256 i = 0; i < page.length; ++i) {
            vm.assertEq(abi.encode(page[i]), abi.encode(deopenchat.listing(provider, order[offset + i])), "listing");
            vm.assertEq(page[i].model, order[offset + i], "model");
        }
        vm.assertEq(deopenchat.listingCount(provider), 3, "count");
        vm.assertEq(deopenchat.provider(provider).listingCount, 3, "count of the provider");
    }

    /// @dev Half of the numbers around the ends of a list of three, half anywhere.
    function _near(uint256 number) private pure returns (uint256) {
        return number % 2 == 0 ? number : number % 5;
    }

    function _pageSize(uint256 offset, uint256 limit) private pure returns (uint256) {
        if (offset >= 3) return 0;
        return limit < 3 - offset ? limit : 3 - offset;
    }
}
