// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Earnings} from "../books/Earnings.sol";
import {Criteria} from "../interfaces/IOrders.sol";

/// @title What an order asks of a provider's record
/// @dev Shares are compared as products: nothing is rounded, nothing is divided by zero. The widest is 16 times 97 bits.
library Requirements {
    uint256 private constant BASIS_POINTS = 10_000;

    function areMet(Criteria calldata criteria, Earnings.Record storage record) internal view returns (bool) {
        return record.money >= criteria.minMoney && record.rounds >= criteria.minRounds
            && record.clients >= criteria.minClients
            && _reaches(record.ordersFinished, record.ordersLocked, criteria.minFinishedShare)
            && _reaches(record.preferred, record.compared, criteria.minPreferredShare)
            && _staysWithin(uint256(record.flagged) + record.contested, record.money, criteria.maxFlaggedShare);
    }

    function _reaches(uint256 part, uint256 whole, uint256 share) private pure returns (bool) {
        return part * BASIS_POINTS >= whole * share;
    }

    function _staysWithin(uint256 part, uint256 whole, uint256 share) private pure returns (bool) {
        return share >= BASIS_POINTS || part * BASIS_POINTS <= whole * share;
    }
}
