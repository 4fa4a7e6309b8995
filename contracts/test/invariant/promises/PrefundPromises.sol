// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AllowanceView} from "../../../src/interfaces/IPrefunds.sol";
import {Purses} from "../ledger/Purses.sol";
import {Looks} from "./Looks.sol";

/// @notice What is promised of prefunded money.
abstract contract PrefundPromises is Looks {
    using Purses for Purses.Key;

    function _checkPrefunds(Sums memory sums) internal view {
        for (uint256 i = 0; i < owners.length; ++i) {
            uint256 balance = DEOPENCHAT.prefundOf(owners[i]);
            if (balance != prefunded[owners[i]]) {
                _broken("prefunded money moves only by its owner or within its limits", prefunded[owners[i]], balance);
            }
            sums.prefunds += balance;
        }
    }

    function _checkAllowances(address owner) internal view {
        for (uint256 i = 0; i < CLIENTS; ++i) {
            _checkAllowance(_keys[owner][clients[i]], DEOPENCHAT.allowance(owner, clients[i]));
            for (uint256 j = 0; j < PROVIDERS; ++j) {
                _checkLimit(owner, clients[i], providers[j]);
            }
        }
    }

    function _checkAllowance(Purses.Key storage key, AllowanceView memory view_) private view {
        if (view_.spentToday > key.mostToday()) {
            _broken("prefunded money moves only by its owner or within its limits", key.mostToday(), view_.spentToday);
        }
        if (view_.spentToday != key.spentToday()) {
            _broken(
                "prefunded money moves only by its owner or within its limits: today",
                key.spentToday(),
                view_.spentToday
            );
        }
        if (view_.perDay != key.perDay) {
            _broken("prefunded money moves only by its owner or within its limits: a day", key.perDay, view_.perDay);
        }
        if (view_.expiresAt != key.expiresAt) {
            _broken(
                "prefunded money moves only by its owner or within its limits: until", key.expiresAt, view_.expiresAt
            );
        }
    }

    function _checkLimit(address owner, address client, address provider) private view {
        Purses.Limit storage expected = _limits[owner][client][provider];
        (uint256 limit, uint256 moved) = DEOPENCHAT.providerAllowance(owner, client, provider);
        if (moved > expected.most) {
            _broken("prefunded money moves only by its owner or within its limits", expected.most, moved);
        }
        if (moved != expected.moved) {
            _broken("prefunded money moves only by its owner or within its limits: moved", expected.moved, moved);
        }
        if (limit != expected.limit) {
            _broken("prefunded money moves only by its owner or within its limits: limit", expected.limit, limit);
        }
    }
}
