// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Currency} from "./Currency.sol";

/// @title Storage of the fee and of providers' records, and the one way in which a provider earns
abstract contract Earnings is Currency {
    /// @dev slot 0: treasury u160 | basisPoints u16 | nextBasisPoints u16 | nextFrom u40, 24 bits free
    ///   slot 1: proposedTreasury u160
    struct Fee {
        address treasury;
        uint16 basisPoints;
        uint16 nextBasisPoints;
        uint40 nextFrom;
        address proposedTreasury;
    }

    /// @dev slot 0: money u96 | rounds u48 | ktokens u48 | clients u24 | registered bool, 32 bits free. The flag makes the first
    /// claim of a provider cost what later ones do.
    ///   slot 1: flagged u96 | contested u96 | ordersLocked u32 | ordersFinished u32
    ///   slot 2: compared u96 | preferred u96 | ordersAbandoned u32, 32 bits free
    struct Record {
        uint96 money;
        uint48 rounds;
        uint48 ktokens;
        uint24 clients;
        bool registered;
        uint96 flagged;
        uint96 contested;
        uint32 ordersLocked;
        uint32 ordersFinished;
        uint96 compared;
        uint96 preferred;
        uint32 ordersAbandoned;
    }

    /// @dev 5 %.
    uint16 internal constant MAX_FEE_BASIS_POINTS = 500;
    uint256 private constant BASIS_POINTS = 10_000;

    Fee internal _fee;
    mapping(address provider => Record) internal _records;

    /// @dev Basis points in force.
    function _feeBasisPoints() internal view returns (uint16) {
        return _fee.nextFrom != 0 && block.timestamp >= _fee.nextFrom ? _fee.nextBasisPoints : _fee.basisPoints;
    }

    /// @dev Takes the fee off what a provider earned and notes it as the treasury's credit. Rounded up, so that many small
    /// claims never cost less than one large one. Returns what is left for the provider.
    function _takeFee(uint256 amount) internal returns (uint256 rest, uint256 fee) {
        uint256 basisPoints = _feeBasisPoints();
        if (amount == 0 || basisPoints == 0) return (amount, 0);
        // At most 5 %, rounded up, of at least 1: never more than the amount.
        fee = (amount * basisPoints + BASIS_POINTS - 1) / BASIS_POINTS;
        rest = amount - fee;
        _note(_fee.treasury, fee);
    }

    /// @dev Notes what an account paid its provider outside of a batch, takes the fee, and returns what the provider is due.
    /// @param first the account had never paid before
    function _earn(address provider_, uint256 amount, bool first) internal returns (uint256 rest) {
        if (amount == 0) return 0;
        _record(provider_, amount, 0, 0, first ? 1 : 0);
        (rest,) = _takeFee(amount);
    }

    /// @dev Every counter stops at what its field holds.
    function _record(address provider_, uint256 money, uint256 rounds, uint256 ktokens, uint256 clients) internal {
        Record storage record = _records[provider_];
        record.money = _plus(record.money, money);
        // Each cast is of the smaller of the sum and the most that the field holds.
        record.rounds = uint48(_capped(record.rounds + rounds, type(uint48).max));
        record.ktokens = uint48(_capped(record.ktokens + ktokens, type(uint48).max));
        record.clients = uint24(_capped(record.clients + clients, type(uint24).max));
    }

    /// @dev A sum of money that stops at what its field holds.
    function _plus(uint96 sum, uint256 amount) internal pure returns (uint96) {
        return uint96(_capped(sum + amount, type(uint96).max)); // the smaller of the two fits
    }

    function _capped(uint256 value, uint256 maximum) internal pure returns (uint256) {
        return value < maximum ? value : maximum;
    }
}
