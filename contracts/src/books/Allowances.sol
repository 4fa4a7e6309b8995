// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Storage of prefunded balances and of who may move them
abstract contract Allowances {
    /// @dev perDay u96 | spent u96 | day u24 | expiresAt u40; `spent` is of `day`, counted in days of UTC since 1970
    struct Allowance {
        uint96 perDay;
        uint96 spent;
        uint24 day;
        uint40 expiresAt;
    }

    /// @dev limit u96 | moved u96, 64 bits free; both totals, ever
    struct Limit {
        uint96 limit;
        uint96 moved;
    }

    mapping(address owner => uint96 amount) internal _prefunds;
    mapping(address owner => mapping(address client => Allowance)) internal _allowances;
    mapping(address owner => mapping(address client => mapping(address provider => Limit))) internal _limits;
}
