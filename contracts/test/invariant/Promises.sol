// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDeopenchat} from "../../src/interfaces/IDeopenchat.sol";
import {StrangeToken} from "../mocks/StrangeToken.sol";
import {Handler} from "./Handler.sol";
import {AccountPromises} from "./promises/AccountPromises.sol";
import {NoticePromises} from "./promises/NoticePromises.sol";
import {OrderPromises} from "./promises/OrderPromises.sol";
import {PrefundPromises} from "./promises/PrefundPromises.sol";
import {RecordPromises} from "./promises/RecordPromises.sol";

/// @notice What the contract promises, after any sequence of moves by anybody.
/// @dev Part of the handler so that one call compares everything with the ledger.
contract Promises is AccountPromises, PrefundPromises, OrderPromises, RecordPromises, NoticePromises {
    constructor(IDeopenchat deopenchat, StrangeToken token) Handler(deopenchat, token) {}

    function check() external {
        ++looks;
        _checkMoney();
        _checkFee();
        _checkAllowances(owners[looks % owners.length]);
        _checkProvider(providers[looks % PROVIDERS]);
        _checkTokensLeft(focus);
    }

    /// @notice After everybody took out what is theirs.
    function checkEnd() external {
        _checkMoney();
        _checkFee();
        for (uint256 i = 0; i < owners.length; ++i) {
            _checkAllowances(owners[i]);
        }
        for (uint256 i = 0; i < PROVIDERS; ++i) {
            _checkProvider(providers[i]);
        }
        uint256 left = donated + DEOPENCHAT.burned();
        uint256 balance = balanceOf(address(DEOPENCHAT));
        if (balance != left) _broken("everybody exits: only donations and burned money stay", left, balance);
    }

    function _checkProvider(address provider) private {
        _checkListing(provider);
        _checkOperator(provider);
        _checkRecord(provider);
    }

    function _checkMoney() private {
        Sums memory sums;
        for (uint256 i = 0; i < PROVIDERS; ++i) {
            _checkAccounts(providers[i], sums);
        }
        _checkPrefunds(sums);
        _checkOrders(sums);
        _checkPeople(sums);
        _checkSums(sums);
    }

    function _checkSums(Sums memory sums) private view {
        uint256 found = sums.escrow + sums.left;
        if (found != sums.deposited) {
            _broken("conservation: deposits are escrow, claims and refunds", sums.deposited, found);
        }
        uint256 burned = DEOPENCHAT.burned();
        if (burned != 2 * sums.contested) {
            _broken("what is burned is lost by both sides alike", 2 * sums.contested, burned);
        }
        uint256 owed = sums.escrow + sums.stakes + sums.bonds + sums.prefunds + sums.credit + burned + donated;
        uint256 balance = balanceOf(address(DEOPENCHAT));
        if (balance != owed) {
            _broken(
                "solvency: escrow, stakes, bonds, prefunds, credit, burned and donations are the balance", owed, balance
            );
        }
    }

    function _checkPeople(Sums memory sums) private view {
        for (uint256 i = 0; i < people.length; ++i) {
            sums.credit += _checkPerson(people[i]);
        }
        uint256 gained = balanceOf(stranger) + DEOPENCHAT.credit(stranger);
        if (gained != 0) _broken("a stranger never gets anything", 0, gained);
    }

    /// @dev Nobody starts with money: what a call may cost is minted to its sender right before.
    function _checkPerson(address person) private view returns (uint256 credit) {
        credit = DEOPENCHAT.credit(person);
        if (credit != creditOf[person]) _broken("credit is what is due and not paid", creditOf[person], credit);
        uint256 money = minted[person] + received[person] - spent[person];
        uint256 balance = balanceOf(person);
        if (balance != money) _broken("a payment goes to whom it is due, once", money, balance);
    }
}
