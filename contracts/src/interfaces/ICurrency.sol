// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The settlement currency, and money that waits to be collected
/// @notice One deployment settles in one currency, fixed at deployment: the chain's native coin or one ERC-20.
/// Amounts are base units (wei for a native coin).
interface ICurrency {
    /// @notice Less was sent with the call than it costs.
    error InsufficientValue(uint256 expected, uint256 actual);
    /// @notice Native coin was sent to a deployment that settles in an ERC-20.
    error UnexpectedValue(uint256 actual);
    /// @notice The token did not raise this contract's balance by exactly the amount: it takes a fee, lies or fails.
    error WrongTokenAmount(uint256 expected, uint256 actual);
    /// @notice The token refused a transfer, or answered with something else than success.
    error TokenTransferFailed(address token, address from, address to, uint256 amount);
    /// @notice The receiver refused the native coin.
    error PaymentRefused(address receiver, uint256 amount);
    /// @notice The currency given at deployment has no code.
    error NotAToken(address currency);
    /// @notice There is no credit to collect.
    error NoCredit(address payee);
    /// @notice Native coin was sent without saying what for.
    error PlainTransferRefused(address sender, uint256 amount);

    /// @notice Money is due to `payee`, who collects it with `collectCredit`.
    event Credited(address indexed payee, uint256 amount);
    /// @notice `payee` took all of its credit.
    event CreditCollected(address indexed payee, uint256 amount);

    /// @notice The ERC-20 that this deployment settles in, or zero for the chain's native coin.
    function currency() external view returns (address);

    /// @notice What `payee` may collect.
    function credit(address payee) external view returns (uint256);

    /// @notice Pays the caller all of its credit.
    /// @return amount what was paid
    function collectCredit() external returns (uint256 amount);
}
