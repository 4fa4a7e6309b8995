// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Prices} from "../interfaces/IRegistry.sol";
import {Delay} from "./Delay.sol";

/// @title Storage of providers and their listings, and what of it is in force
/// @dev What was announced is not written again when its time comes: readers compare with the clock.
abstract contract Providers is Delay {
    /// @dev slot 0: operator u160 | registeredAt u40 | heartbeatAt u40, 16 bits free
    ///   slot 1: nextOperator u160 | nextOperatorFrom u40, 56 bits free
    ///   slot 2: previousOperator u160 | previousOperatorUntil u40, 56 bits free
    struct Provider {
        address operator;
        uint40 registeredAt;
        uint40 heartbeatAt;
        address nextOperator;
        uint40 nextOperatorFrom;
        address previousOperator;
        uint40 previousOperatorUntil;
        bytes32 encryptionKey;
        string endpoint;
        string metadataUri;
        bytes32[] models;
    }

    /// @dev slot 0: inputPrice u96 | outputPrice u96 | capacity u32 | kind u8 | listed bool, 16 bits free
    ///   slot 1: requestPrice u96 | nextRequestPrice u96 | nextFrom u40, 24 bits free
    ///   slot 2: nextInputPrice u96 | nextOutputPrice u96, 64 bits free
    struct Listing {
        uint96 inputPrice;
        uint96 outputPrice;
        uint32 capacity;
        uint8 kind;
        bool listed;
        uint96 requestPrice;
        uint96 nextRequestPrice;
        uint40 nextFrom;
        uint96 nextInputPrice;
        uint96 nextOutputPrice;
        string name;
    }

    mapping(address provider => Provider) internal _providers;
    address[] internal _providerList;
    mapping(address provider => mapping(bytes32 model => Listing)) internal _listings;

    /// @dev The prices in force, and whether the model is on the market.
    function _offer(Listing storage entry) internal view returns (bool listed, Prices memory prices) {
        if (entry.nextFrom != 0 && block.timestamp >= entry.nextFrom) return (true, _nextPrices(entry));
        return (entry.listed, Prices(entry.requestPrice, entry.inputPrice, entry.outputPrice));
    }

    function _nextPrices(Listing storage entry) internal view returns (Prices memory) {
        return Prices(entry.nextRequestPrice, entry.nextInputPrice, entry.nextOutputPrice);
    }

    function _noneAbove(Prices memory prices, Prices memory maximum) internal pure returns (bool) {
        return prices.requestPrice <= maximum.requestPrice && prices.inputPrice <= maximum.inputPrice
            && prices.outputPrice <= maximum.outputPrice;
    }

    /// @dev The price at which tokens are bought: the larger of both, per 1,000,000 tokens.
    function _tokenPrice(address provider_, bytes32 model) internal view returns (bool listed, uint96 price) {
        Prices memory prices;
        (listed, prices) = _offer(_listings[provider_][model]);
        price = prices.inputPrice > prices.outputPrice ? prices.inputPrice : prices.outputPrice;
    }

    /// @dev Key that signs releases: one that was named holds at once. A release costs nobody but the provider anything.
    function _releaseOperator(Provider storage record) internal view returns (address) {
        return record.nextOperatorFrom == 0 ? record.operator : record.nextOperator;
    }

    /// @dev Key that signs receipts now.
    function _receiptOperator(Provider storage record) internal view returns (address) {
        return _nextOperatorHolds(record) ? record.nextOperator : record.operator;
    }

    /// @dev Key whose receipts hold too, for one delay after it was replaced; zero if there is none.
    function _previousOperator(Provider storage record) internal view returns (address previous, uint256 until) {
        (previous, until) = _nextOperatorHolds(record)
            ? (record.operator, uint256(record.nextOperatorFrom) + _delay())
            : (record.previousOperator, record.previousOperatorUntil);
        if (block.timestamp >= until) return (address(0), 0);
    }

    function _nextOperatorHolds(Provider storage record) internal view returns (bool) {
        return record.nextOperatorFrom != 0 && block.timestamp >= record.nextOperatorFrom;
    }
}
