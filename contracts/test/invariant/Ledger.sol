// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Diaries} from "./ledger/Diaries.sol";
import {Rates} from "./ledger/Notices.sol";
import {Pairs} from "./ledger/Pairs.sol";

/// @notice What the books must say after every move, kept with none of the contract's code.
abstract contract Ledger is Diaries {
    using Rates for Rates.Rate[];

    uint64 internal immutable DELAY;
    uint64 internal constant WINDOW = 7 days;

    mapping(address provider => mapping(address client => Pairs.Pair)) internal _pairs;
    mapping(address provider => uint256) internal openedAccounts;
    mapping(address payee => uint256) internal creditOf;
    mapping(address person => uint256) internal received;
    mapping(address person => uint256) internal spent;
    mapping(address person => uint256) internal minted;
    uint256 internal donated;

    constructor(uint64 delay) {
        DELAY = delay;
    }

    /// @dev The caller of a function is sent its share, anybody else gets credit.
    function _pay(address caller, address payee, uint256 amount) internal {
        if (caller == payee) received[payee] += amount;
        else creditOf[payee] += amount;
    }

    /// @dev What an account pays its provider, less the fee.
    function _earn(address caller, address provider, uint256 amount) internal {
        _pay(caller, provider, amount - _payFee(amount));
    }

    /// @dev The treasury's share waits for it, whoever calls. Rounded up.
    function _payFee(uint256 amount) private returns (uint256 fee) {
        uint256 basisPoints = _rates.inForce();
        fee = amount * basisPoints / 10_000;
        if (fee * 10_000 < amount * basisPoints) ++fee;
        creditOf[treasury] += fee;
    }
}
