// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrderState, OrderView} from "../../../src/interfaces/IOrders.sol";
import {Jobs} from "../ledger/Jobs.sol";
import {Looks} from "./Looks.sol";

/// @notice What is promised of orders.
abstract contract OrderPromises is Looks {
    using Jobs for Jobs.Job;

    /// @dev Those that are over are looked at in turns.
    function _checkOrders(Sums memory sums) internal view {
        uint256 count = DEOPENCHAT.orderCount();
        if (count != _jobs.length) _broken("an order's stake is in one place: orders", _jobs.length, count);
        for (uint256 i = 0; i < count; ++i) {
            Jobs.Job storage job = _jobs[i];
            if (!job.isOpen() && job.place != Jobs.Place.InEscrow && (i + looks) % 4 != 0) continue;
            OrderView memory order = DEOPENCHAT.order(i + 1);
            _checkOrder(order, job);
            _checkTimes(order, job);
            if (order.state == OrderState.Open) sums.stakes += order.stake;
        }
        uint256 places = sums.stakes + stakes.inEscrow + stakes.returned;
        if (places != stakes.posted) _broken("an order's stake is in one place", stakes.posted, places);
    }

    function _checkOrder(OrderView memory order, Jobs.Job storage job) private view {
        OrderState state = _stateOf(job);
        if (order.state != state) {
            _broken("an order's stake is in one place: state", uint256(state), uint256(order.state));
        }
        if (order.stake != job.stake) _broken("an order's stake is in one place: stake", job.stake, order.stake);
        if (order.owner != job.owner) _broken("an order's stake is in one place: owner", job.owner, order.owner);
        if (order.client != clients[job.client]) {
            _broken("an order's stake is in one place: client", clients[job.client], order.client);
        }
        if (order.provider != job.provider) {
            _broken("an order's stake is in one place: provider", job.provider, order.provider);
        }
    }

    function _checkTimes(OrderView memory order, Jobs.Job storage job) private view {
        if (order.answered != job.answered) _broken("an order moves only in its time: answered", job.answered);
        if (order.lockUntil != job.lockUntil) {
            _broken("an order moves only in its time: lock until", job.lockUntil, order.lockUntil);
        }
        if (order.serveUntil != job.serveUntil) {
            _broken("an order moves only in its time: serve until", job.serveUntil, order.serveUntil);
        }
        if (order.silentFrom != job.silentFrom) {
            _broken("an order moves only in its time: silent from", job.silentFrom, order.silentFrom);
        }
    }

    function _stateOf(Jobs.Job storage job) private view returns (OrderState) {
        if (job.isOpen()) return OrderState.Open;
        if (job.place == Jobs.Place.InEscrow) return job.isServed() ? OrderState.Locked : OrderState.Expired;
        return job.place == Jobs.Place.SettledEarly ? OrderState.Finished : OrderState.Returned;
    }
}
