// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ListingView, ProviderView} from "../src/interfaces/IRegistry.sol";
import {Fixture} from "./support/Fixture.sol";

contract RegistryViewsTest is Fixture {
    function test_giveNothingForTheUnknown() external view {
        ProviderView memory provider_ = deopenchat.provider(stranger);
        vm.assertEq(provider_.provider, address(0), "provider");
        vm.assertEq(provider_.operator, address(0), "operator");
        vm.assertEq(provider_.endpoint, "", "endpoint");
        ListingView memory listing = deopenchat.listing(stranger, MODEL);
        vm.assertEq(listing.model, bytes32(0), "model");
        vm.assertEq(listing.name, "", "name");
        vm.assertTrue(!listing.listed, "listed");
        vm.assertEq(deopenchat.listingCount(stranger), 0, "count");
        vm.assertEq(deopenchat.listings(stranger, 0, type(uint256).max).length, 0, "page");
    }

    function testFuzz_clampPages(uint256 offset, uint256 limit) external {
        offset = offset % 2 == 0 ? offset : offset % 5;
        limit = limit % 2 == 0 ? limit : limit % 5;
        _register(stranger);
        uint256 expected = offset >= 3 ? 0 : limit < 3 - offset ? limit : 3 - offset;
        ProviderView[] memory page = deopenchat.providers(offset, limit);
        vm.assertEq(page.length, expected, "length");
        address[3] memory order = [provider, otherProvider, stranger];
        for (uint256 i = 0; i < page.length; ++i) {
            vm.assertEq(page[i].provider, order[offset + i], "provider");
        }
        vm.assertEq(deopenchat.providerCount(), 3, "count");
    }

    function testFuzz_clampPagesOfListings(uint256 offset, uint256 limit) external {
        offset = offset % 2 == 0 ? offset : offset % 5;
        limit = limit % 2 == 0 ? limit : limit % 5;
        vm.startPrank(provider);
        deopenchat.listModel("b", 0, 1, _prices());
        deopenchat.listModel("c", 0, 1, _prices());
        vm.stopPrank();
        uint256 expected = offset >= 3 ? 0 : limit < 3 - offset ? limit : 3 - offset;
        ListingView[] memory page = deopenchat.listings(provider, offset, limit);
        vm.assertEq(page.length, expected, "length");
        string[3] memory order = [NAME, "b", "c"];
        for (uint256 i = 0; i < page.length; ++i) {
            vm.assertEq(page[i].name, order[offset + i], "name");
        }
    }
}
