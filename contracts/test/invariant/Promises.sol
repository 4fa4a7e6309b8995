// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Deopenchat} from "../../src/Deopenchat.sol";
import {AccountView} from "../../src/interfaces/IEscrow.sol";
import {StrangeToken} from "../mocks/StrangeToken.sol";
import {Handler} from "./Handler.sol";
import {Ledger} from "./Ledger.sol";

/// @notice What the contract promises, after any sequence of moves by anybody.
/// @dev Part of the handler so that one call compares everything with the ledger, and plain comparisons instead of cheat
/// codes: a campaign does this after each of its moves.
contract Promises is Handler {
    using Ledger for Ledger.Pair;

    error PromiseBroken(string what, uint256 expected, uint256 actual);

    mapping(address provider => mapping(address client => uint256)) private _claimedBefore;
    mapping(address provider => mapping(address client => uint256)) private _roundsBefore;

    constructor(Deopenchat deopenchat, StrangeToken token) Handler(deopenchat, token) {}

    function check() external {
        uint256 escrow = 0;
        uint256 deposited = 0;
        uint256 paid = 0;
        for (uint256 i = 0; i < PROVIDERS; ++i) {
            AccountView[] memory page = DEOPENCHAT.accounts(providers[i], 0, type(uint256).max);
            for (uint256 j = 0; j < page.length; ++j) {
                Ledger.Pair storage pair = _pairs[providers[i]][page[j].client];
                _checkPair(page[j], pair, providers[i]);
                escrow += page[j].escrow;
                deposited += pair.deposited;
                paid += pair.paidToProvider + pair.paidToOwners;
            }
        }
        _equal("conservation: deposits are escrow, claims and refunds", deposited, escrow + paid);
        uint256 owed = escrow + _checkPeople() + donated;
        _equal("solvency: escrow, credit and donations are the balance", owed, balanceOf(address(DEOPENCHAT)));
    }

    function checkEnd() external view {
        _equal("everybody exits: only donations stay", donated, balanceOf(address(DEOPENCHAT)));
    }

    function _checkPair(AccountView memory account, Ledger.Pair storage pair, address provider) private {
        _equal("isolation: the escrow of a pair moves only by its own rules", pair.escrow(), account.escrow);
        _equal("claimed is what the rules gave the provider", pair.paidToProvider, account.claimed);
        _atMost("claimed stays within what was confirmed, declared or released", pair.highestTotal, account.claimed);
        _atMost("claimed never decreases", account.claimed, _claimedBefore[provider][account.client]);
        _equal("rounds are what claims counted", pair.rounds, account.rounds);
        _atMost("rounds never decrease", account.rounds, _roundsBefore[provider][account.client]);
        _claimedBefore[provider][account.client] = account.claimed;
        _roundsBefore[provider][account.client] = account.rounds;
        _equal("only owners get refunds: owner", uint160(pair.owner), uint160(account.owner));
        _equal("only owners get refunds: pending", pair.requested, account.withdrawing);
        _equal("only owners get refunds: declared", pair.declared, account.declaredTotal);
        _equal("only owners get refunds: to whom", uint160(pair.displaced), uint160(account.withdrawalBeneficiary));
        uint256 maturesAt = pair.requestedAt == 0 ? 0 : pair.requestedAt + DELAY;
        _equal("no refund before the delay is over", maturesAt, account.maturesAt);
        _equal("a release is used once", pair.nonce, account.releaseNonce);
    }

    function _checkPeople() private view returns (uint256 credits) {
        for (uint256 i = 0; i < PROVIDERS; ++i) {
            credits += _checkPerson(providers[i]);
        }
        // The last owner is a provider.
        for (uint256 i = 0; i + 1 < owners.length; ++i) {
            credits += _checkPerson(owners[i]);
        }
        _equal("a stranger never gets anything", 0, balanceOf(stranger) + DEOPENCHAT.credit(stranger));
    }

    /// @dev Nobody starts with money: what a call may cost is minted to its sender right before.
    function _checkPerson(address person) private view returns (uint256 credit) {
        credit = DEOPENCHAT.credit(person);
        _equal("credit is what is due and not paid", creditOf[person], credit);
        uint256 money = minted[person] + received[person] - spent[person];
        _equal("a payment goes to whom it is due, once", money, balanceOf(person));
    }

    function _equal(string memory what, uint256 expected, uint256 actual) private pure {
        if (expected != actual) revert PromiseBroken(what, expected, actual);
    }

    function _atMost(string memory what, uint256 limit, uint256 actual) private pure {
        if (actual > limit) revert PromiseBroken(what, limit, actual);
    }
}
