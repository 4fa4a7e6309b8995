// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Storage of what clients said about providers
/// @dev What a client flagged stands in its account, the sums in the providers' records.
abstract contract Opinions {
    mapping(address client => mapping(address preferred => mapping(address other => uint96 total))) internal
        _comparisons;
    /// @dev What a client said about a provider over all pairs, preferred or not: at most what it paid to it.
    mapping(address client => mapping(address provider => uint96 total)) internal _compared;
}
