// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What a permit needs of an ERC-20
interface IPermitToken {
    /// @notice Approves `value` by the owner's signature, as EIP-2612 says.
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external;

    /// @notice What `spender` may take from `owner`.
    function allowance(address owner, address spender) external view returns (uint256);
}
