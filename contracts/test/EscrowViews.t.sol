// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountView} from "../src/interfaces/IAccounts.sol";
import {Prices} from "../src/interfaces/IRegistry.sol";
import {ProvisionalFixture} from "./support/ProvisionalFixture.sol";

contract EscrowViewsTest is ProvisionalFixture {
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
        vm.assertEq(deopenchat.tokensLeft(provider, client, MODEL), 3000, "a raised price is announced");
        vm.warp(block.timestamp + DELAY);
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

    function test_tokensLeftLeaveOutWhatAProvisionalClaimHolds() external {
        _fetch(owner, provider, CLIENT_KEY, 300);
        bytes32 requestHash = _assert(291);
        vm.assertEq(deopenchat.tokensLeft(provider, client, MODEL), 3000, "tokens left");
        _claim(_confirmation(CLIENT_KEY, provider, 250));
        vm.assertEq(deopenchat.tokensLeft(provider, client, MODEL), 3000, "a payment lowers both");
        _contest(requestHash, 250);
        vm.assertEq(deopenchat.tokensLeft(provider, client, MODEL), 3000, "a contest frees nothing");
        vm.assertEq(_account().escrow, 9, "and takes what was held");
    }

    /// @dev The same escrow may be held and on its way to a displaced owner: what is free never falls below nothing.
    function test_tokensLeftLeaveOutWhatADisplacedOwnerWaitsFor() external {
        _fetch(owner, provider, CLIENT_KEY, 300);
        _fetchWithBind(otherOwner, provider, CLIENT_KEY, 60);
        vm.assertEq(deopenchat.tokensLeft(provider, client, MODEL), 20_000, "tokens left");
        bytes32 requestHash = _assert(45);
        vm.assertEq(deopenchat.tokensLeft(provider, client, MODEL), 5000, "and what is held");
        _contestAs(otherOwner, requestHash, 0);
        _submit(_opening(SEQUENCE + 1, 200));
        vm.assertEq(deopenchat.tokensLeft(provider, client, MODEL), 0, "more than there is");
    }

    /// @dev The layout that docs/contract.md draws: a claim touches the first slot only.
    function test_theHotSlotHoldsEscrowClaimedRoundsAndThousandsOfTokens() external {
        _fetch(owner, provider, CLIENT_KEY, 300);
        _claim(_row(CLIENT_KEY, address(deopenchat), provider, 100, 7, 5999, bytes32(0)));
        _assertSlot(0, (uint256(5) << 224) | (uint256(7) << 192) | (uint256(100) << 96) | 200);
        _assertSlot(1, uint160(owner));
        vm.assertEq(_account().rounds, 7, "rounds");
        vm.assertEq(_account().ktokens, 5, "thousands of tokens");
    }

    function test_theOtherSlotsHoldWhatIsPending() external {
        _fetch(owner, provider, CLIENT_KEY, 300);
        vm.prank(owner);
        deopenchat.requestWithdrawal(provider, client, 11, 12);
        uint256 maturesAt = block.timestamp + DELAY;
        _contest(_assert(200), 150);
        _submit(_opening(SEQUENCE + 1, 180));
        _assertSlot(1, (uint256(180) << 160) | uint160(owner));
        _assertSlot(2, (maturesAt << 192) | (uint256(12) << 96) | 11);
        _assertSlot(3, 0);
        _assertSlot(4, uint256(50) << 96);
    }

    function test_theSlotOfADisplacedOwnerHoldsThatTheOwnerIsBound() external {
        _fetch(owner, provider, CLIENT_KEY, 300);
        _fetchWithBind(otherOwner, provider, CLIENT_KEY, 3);
        _assertSlot(3, (uint256(1) << 208) | uint160(owner));
    }

    function _assertSlot(uint256 index, uint256 word) private view {
        // The accounts are the fifth thing that is stored, after the credit and the registry.
        bytes32 slot = keccak256(abi.encode(client, keccak256(abi.encode(provider, 4))));
        vm.assertEq(vm.load(address(deopenchat), bytes32(uint256(slot) + index)), bytes32(word), "slot");
    }
}
