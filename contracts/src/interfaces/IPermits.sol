// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Approvals by signature
interface IPermits {
    /// @notice The token has no permit, or the signature is wrong, and there is no sufficient approval from before.
    error PermitRefused(address token, address owner, uint256 amount);

    /// @notice Approves this contract at the settlement token by the caller's EIP-2612 signature; to be followed in the same
    /// batch by what spends it. A permit that somebody else handed in before is no error as long as the approval is there.
    function permit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
}
