// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrderState} from "../interfaces/IOrders.sol";

/// @title Storage of the open market
abstract contract OrderBook {
    /// @dev slot 0: termsHash, keccak-256 of the ABI encoding of the terms
    ///   slot 1: owner u160 | stake u96
    ///   slot 2: client u160 | lockUntil u40 | state u8 | answered bool, 40 bits free
    ///   slot 3: provider u160 | serveUntil u40 | silentFrom u40, 16 bits free
    ///   slot 4: claimedBefore u96, what the account had paid when the order was locked; 160 bits free
    struct Order {
        bytes32 termsHash;
        address owner;
        uint96 stake;
        address client;
        uint40 lockUntil;
        OrderState state;
        bool answered;
        address provider;
        uint40 serveUntil;
        uint40 silentFrom;
        uint96 claimedBefore;
    }

    uint256 internal _orderCount;
    mapping(uint256 orderId => Order) internal _orders;
}
