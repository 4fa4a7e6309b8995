// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The withdrawal delay
interface IDelay {
    /// @notice The delay given at deployment is out of range.
    error WithdrawalDelayOutOfRange(uint256 minimum, uint256 maximum, uint256 actual);

    /// @notice Seconds between the request of a withdrawal and its finish. It is also the notice of every change that could
    /// catch somebody (higher prices, a relisting, a new operator, a higher fee) and the time to contest a provisional claim.
    function withdrawalDelay() external view returns (uint64);
}
