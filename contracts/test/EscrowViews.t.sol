// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountView} from "../src/interfaces/IEscrow.sol";
import {Prices} from "../src/interfaces/IRegistry.sol";
import {Fixture} from "./support/Fixture.sol";

contract EscrowViewsTest is Fixture {
    function test_giveNothingForTheUnknown() external view {
        AccountView memory view_ = deopenchat.account(provider, client);
        vm.assertEq(view_.client, address(0), "client");
        vm.assertEq(view_.owner, address(0), "owner");
        vm.assertEq(view_.lapsesAt, 0, "lapses at");
        vm.assertEq(deopenchat.accountCount(stranger), 0, "count");
        vm.assertEq(deopenchat.accounts(stranger, 0, 10).length, 0, "page");
        vm.assertEq(deopenchat.tokensLeft(provider, client, MODEL), 0, "tokens left");
        vm.assertEq(deopenchat.tokensLeft(provider, client, bytes32(0)), 0, "tokens left of an unknown model");
        vm.assertEq(deopenchat.credit(stranger), 0, "credit");
    }

    function testFuzz_clampPages(uint256 offset, uint256 limit) external {
        offset = offset % 2 == 0 ? offset : offset % 5;
        limit = limit % 2 == 0 ? limit : limit % 5;
        for (uint256 key = 1; key <= 3; ++key) {
            _fetch(owner, provider, key, 3);
        }
        _fetch(owner, otherProvider, 4, 3);
        uint256 expected = offset >= 3 ? 0 : limit < 3 - offset ? limit : 3 - offset;
        AccountView[] memory page = deopenchat.accounts(provider, offset, limit);
        vm.assertEq(page.length, expected, "length");
        for (uint256 i = 0; i < page.length; ++i) {
            vm.assertEq(page[i].client, vm.addr(offset + i + 1), "client");
        }
    }

    function test_tokensLeftAreCountedAtTheLargerPriceRoundedDown() external {
        _fetch(owner, provider, CLIENT_KEY, 9);
        vm.assertEq(deopenchat.tokensLeft(provider, client, MODEL), 3000, "at the output price");
        vm.prank(provider);
        deopenchat.listModel(NAME, 0, 8, Prices(0, 7000, 3000));
        vm.assertEq(deopenchat.tokensLeft(provider, client, MODEL), 1285, "at the input price");
        vm.prank(provider);
        deopenchat.listModel(NAME, 0, 8, Prices(0, 0, 0));
        vm.assertEq(deopenchat.tokensLeft(provider, client, MODEL), type(uint256).max, "free of charge");
        vm.prank(provider);
        deopenchat.unlistModel(MODEL);
        vm.assertEq(deopenchat.tokensLeft(provider, client, MODEL), 0, "not listed");
    }

    function test_aClientsKeyIsStoredOnceForAllProviders() external {
        _fetch(owner, provider, CLIENT_KEY, 3);
        _fetch(owner, otherProvider, CLIENT_KEY, 3);
        vm.assertEq(
            deopenchat.account(provider, client).publicKeyX, deopenchat.account(otherProvider, client).publicKeyX, "x"
        );
    }

    /// @dev The layout that docs/contract.md draws: escrow, claimed and rounds share the slot that a claim touches.
    function test_theHotSlotHoldsEscrowClaimedAndRounds() external {
        _fetch(owner, provider, CLIENT_KEY, 300);
        _claim(_row(CLIENT_KEY, address(deopenchat), provider, 100, 7, 0, bytes32(0)));
        uint256 word = (uint256(7) << 192) | (uint256(100) << 96) | 200;
        bytes32 slot = keccak256(abi.encode(client, keccak256(abi.encode(provider, _accountsSlot()))));
        vm.assertEq(vm.load(address(deopenchat), slot), bytes32(word), "slot 0");
        vm.assertEq(
            vm.load(address(deopenchat), bytes32(uint256(slot) + 1)), bytes32(uint256(uint160(owner))), "slot 1"
        );
    }

    function _accountsSlot() private pure returns (uint256) {
        return 4;
    }
}
