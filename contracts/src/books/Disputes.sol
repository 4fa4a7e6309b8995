// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Storage of provisional claims
/// @dev What the provider asserts stands in the account (`assertedTotal`), which withdrawals look at anyway.
abstract contract Disputes {
    /// @dev slot 0: requestHash
    ///   slot 1: bond u96 | closesAt u40, 120 bits free
    struct Dispute {
        bytes32 requestHash;
        uint96 bond;
        uint40 closesAt;
    }

    mapping(address provider => mapping(address client => Dispute)) internal _disputes;
    /// @dev Two clients may sign the same words: the digest names no client.
    mapping(address client => mapping(bytes32 requestHash => bool)) internal _assertedRequests;
    uint256 internal _burned;
}
