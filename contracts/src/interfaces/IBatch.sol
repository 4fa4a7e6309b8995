// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Several calls in one transaction
interface IBatch {
    /// @notice Calls this contract several times for the caller, in order; all of them or none. No native coin can come along:
    /// one amount would count for every call.
    /// @param calls encoded calls of this contract's functions
    /// @return answers what each returned
    function batch(bytes[] calldata calls) external returns (bytes[] memory answers);
}
