// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDelay} from "../interfaces/IDelay.sol";

/// @title The withdrawal delay, fixed at deployment
abstract contract Delay {
    uint64 private constant MIN_WITHDRAWAL_DELAY = 1 seconds;
    uint64 private constant MAX_WITHDRAWAL_DELAY = 30 days;

    uint64 private immutable WITHDRAWAL_DELAY;

    constructor(uint64 delay) {
        if (delay < MIN_WITHDRAWAL_DELAY || delay > MAX_WITHDRAWAL_DELAY) {
            revert IDelay.WithdrawalDelayOutOfRange(MIN_WITHDRAWAL_DELAY, MAX_WITHDRAWAL_DELAY, delay);
        }
        WITHDRAWAL_DELAY = delay;
    }

    /// @dev One withdrawal delay from now, in unix seconds: fits into 40 bits for 34,000 years.
    function _afterDelay() internal view returns (uint40) {
        return uint40(block.timestamp + WITHDRAWAL_DELAY);
    }

    function _delay() internal view returns (uint64) {
        return WITHDRAWAL_DELAY;
    }
}
