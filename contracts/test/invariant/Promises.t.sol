// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Deopenchat} from "../../src/Deopenchat.sol";
import {AccountView} from "../../src/interfaces/IEscrow.sol";
import {StrangeToken} from "../mocks/StrangeToken.sol";
import {Signing} from "../support/Signing.sol";
import {Handler} from "./Handler.sol";
import {Ledger} from "./Ledger.sol";

/// @notice What the contract promises, after any sequence of moves by anybody. All promises share one campaign.
abstract contract Promises is Signing {
    Handler private handler;
    Deopenchat private deopenchat;
    mapping(address provider => mapping(address client => uint256)) private _claimedBefore;
    mapping(address provider => mapping(address client => uint256)) private _roundsBefore;

    function _token() internal virtual returns (StrangeToken);

    function setUp() external {
        vm.warp(1_800_000_000);
        StrangeToken token = _token();
        deopenchat = new Deopenchat(address(token), 24 hours);
        handler = new Handler(deopenchat, token);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function excludeSelectors() external view returns (FuzzSelector[] memory selectors) {
        selectors = new FuzzSelector[](1);
        selectors[0] = FuzzSelector(address(handler), new bytes4[](1));
        selectors[0].selectors[0] = Handler.everybodyLeaves.selector;
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function invariant_everyPromiseHolds() external {
        _solvency();
        _nothingIsLostAndNothingAppears();
        for (uint256 i = 0; i < handler.PROVIDERS(); ++i) {
            for (uint256 j = 0; j < handler.CLIENTS(); ++j) {
                _check(handler.providers(i), handler.clientOf(j));
            }
        }
        _everybodyHasWhatIsTheirs();
    }

    function afterInvariant() external {
        handler.everybodyLeaves();
        _solvency();
        vm.assertEq(handler.balanceOf(address(deopenchat)), handler.donated(), "only donations stay");
    }

    function _check(address provider, address client) private {
        Ledger.Pair memory pair = handler.pairOf(provider, client);
        AccountView memory view_ = deopenchat.account(provider, client);
        _escrowOfAPairMovesOnlyByItsOwnRules(view_, handler.escrowOf(provider, client));
        _claimedNeverDecreases(provider, client, view_);
        _claimedNeverExceedsWhatWasConfirmedOrDeclared(view_, pair);
        _onlyOwnersGetRefunds(view_, pair);
        _roundsNeverDecrease(provider, client, view_);
    }

    function _solvency() private view {
        uint256 owed = 0;
        for (uint256 i = 0; i < handler.PROVIDERS(); ++i) {
            address provider = handler.providers(i);
            for (uint256 j = 0; j < handler.CLIENTS(); ++j) {
                owed += deopenchat.account(provider, handler.clientOf(j)).escrow;
            }
            owed += deopenchat.credit(provider);
        }
        // The last owner is a provider, whose credit is counted already.
        for (uint256 i = 0; i + 1 < handler.ownerCount(); ++i) {
            owed += deopenchat.credit(handler.owners(i));
        }
        uint256 balance = handler.balanceOf(address(deopenchat));
        vm.assertEq(balance, owed + handler.donated(), "solvency: escrow, credit and donations are the balance");
    }

    function _nothingIsLostAndNothingAppears() private view {
        uint256 deposited = 0;
        uint256 left = 0;
        for (uint256 i = 0; i < handler.PROVIDERS(); ++i) {
            for (uint256 j = 0; j < handler.CLIENTS(); ++j) {
                (address provider, address client) = (handler.providers(i), handler.clientOf(j));
                deposited += handler.pairOf(provider, client).deposited;
                left += deopenchat.account(provider, client).escrow;
                left += handler.pairOf(provider, client).paidToProvider;
                left += handler.pairOf(provider, client).paidToOwners;
            }
        }
        vm.assertEq(left, deposited, "conservation: deposits are escrow, claims and refunds");
    }

    function _escrowOfAPairMovesOnlyByItsOwnRules(AccountView memory view_, uint256 expected) private pure {
        vm.assertEq(view_.escrow, expected, "isolation: escrow of a pair");
    }

    function _claimedNeverDecreases(address provider, address client, AccountView memory view_) private {
        vm.assertGe(view_.claimed, _claimedBefore[provider][client], "claimed never decreases");
        _claimedBefore[provider][client] = view_.claimed;
    }

    function _roundsNeverDecrease(address provider, address client, AccountView memory view_) private {
        vm.assertGe(view_.rounds, _roundsBefore[provider][client], "rounds never decrease");
        _roundsBefore[provider][client] = view_.rounds;
    }

    function _claimedNeverExceedsWhatWasConfirmedOrDeclared(AccountView memory view_, Ledger.Pair memory pair)
        private
        pure
    {
        vm.assertEq(view_.claimed, pair.paidToProvider, "claimed is what the rules gave the provider");
        uint256 highest =
            pair.highestConfirmed > pair.highestDeclared ? pair.highestConfirmed : pair.highestDeclared;
        vm.assertLe(view_.claimed, highest, "claimed stays within confirmed, declared and released totals");
    }

    function _onlyOwnersGetRefunds(AccountView memory view_, Ledger.Pair memory pair) private view {
        vm.assertEq(view_.owner, pair.owner, "owner");
        vm.assertEq(view_.withdrawalBeneficiary, pair.displaced, "beneficiary");
        vm.assertEq(view_.withdrawing, pair.requested, "withdrawing");
        vm.assertEq(view_.declaredTotal, pair.declared, "declared total");
        uint256 maturesAt = pair.requestedAt == 0 ? 0 : pair.requestedAt + deopenchat.withdrawalDelay();
        vm.assertEq(view_.maturesAt, maturesAt, "matures at");
        vm.assertEq(view_.releaseNonce, pair.nonce, "release nonce");
    }

    function _everybodyHasWhatIsTheirs() private view {
        for (uint256 i = 0; i < handler.PROVIDERS(); ++i) {
            _hasWhatIsTheirs(handler.providers(i));
        }
        for (uint256 i = 0; i < handler.ownerCount(); ++i) {
            _hasWhatIsTheirs(handler.owners(i));
        }
        vm.assertEq(handler.balanceOf(handler.stranger()), 0, "a stranger never gets anything");
    }

    /// @dev Nobody starts with money: what a call costs is minted to its sender right before, also if the call then fails.
    function _hasWhatIsTheirs(address person) private view {
        vm.assertEq(deopenchat.credit(person), handler.creditOf(person), "credit");
        uint256 minted = handler.minted(person);
        uint256 expected = minted + handler.received(person) - handler.spent(person);
        vm.assertEq(handler.balanceOf(person), expected, "a payment goes to whom it is due, once");
    }
}

contract NativePromisesTest is Promises {
    function _token() internal pure override returns (StrangeToken) {
        return StrangeToken(address(0));
    }
}

/// @notice The same with a token that calls both sides of every transfer, which re-enter.
contract TokenPromisesTest is Promises {
    function _token() internal override returns (StrangeToken token) {
        token = new StrangeToken();
        token.setHabit(StrangeToken.Habit.TellsBothSides);
    }
}
