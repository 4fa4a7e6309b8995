// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Ways for an owner to get its escrow back
interface IWithdrawals {
    /// @notice The caller does not own the account.
    error NotOwner(address owner, address caller);
    /// @notice No withdrawal is pending.
    error NoWithdrawal(address provider, address client);
    /// @notice The delay is not over.
    error WithdrawalNotMature(uint256 maturesAt, uint256 currentTime);
    /// @notice The time to finish it is over.
    error WithdrawalLapsed(uint256 lapsesAt, uint256 currentTime);
    /// @notice The release was signed for another nonce.
    error WrongReleaseNonce(uint256 expected, uint256 actual);
    /// @notice The release is too old.
    error ReleaseExpired(uint256 deadline, uint256 currentTime);
    /// @notice The deadline of a release is at most ten minutes away.
    error ReleaseDeadlineTooFar(uint256 latest, uint256 actual);
    /// @notice The release was not signed by the provider's operator.
    error WrongReleaseSigner(address expected, address actual);

    /// @notice The owner asked for money back.
    event WithdrawalRequested(
        address indexed provider,
        address indexed client,
        address indexed owner,
        uint96 amount,
        uint96 declaredTotal,
        uint64 maturesAt,
        uint64 lapsesAt
    );
    /// @notice The owner took its request back.
    event WithdrawalCancelled(address indexed provider, address indexed client, address indexed owner);
    /// @notice A withdrawal is over: `providerPaid` for what was declared and not claimed, `paid` for the beneficiary.
    event WithdrawalFinished(
        address indexed provider,
        address indexed client,
        address indexed beneficiary,
        uint96 providerPaid,
        uint96 paid,
        uint96 claimed
    );
    /// @notice An account was settled at once with the operator's signature.
    event Released(
        address indexed provider,
        address indexed client,
        address indexed owner,
        uint96 providerPaid,
        uint96 paid,
        uint96 claimed,
        uint64 nonce
    );

    /// @notice Asks for money back; a pending request of the owner is replaced and the delay starts again. Owner only.
    /// @param amount base units, `type(uint96).max` for everything
    /// @param declaredTotal cumulative cost that the client has confirmed; what of it is not claimed by then goes to the
    /// provider first
    function requestWithdrawal(address provider_, address client, uint96 amount, uint96 declaredTotal) external;

    /// @notice Takes the request back. Owner only.
    function cancelWithdrawal(address provider_, address client) external;

    /// @notice Finishes a mature withdrawal. Anyone may; only the caller's own share is sent, others get credit. What a
    /// provisional claim holds stays: it will be paid to the provider, or burned.
    function finishWithdrawal(address provider_, address client) external;

    /// @notice Settles the account at once: the provider is paid up to `settledTotal`, the owner gets the rest, except for
    /// what a provisional claim holds. Owner only.
    /// @param settledTotal cumulative cost that the operator accepts as final
    /// @param nonce the account's `releaseNonce`
    /// @param deadline unix seconds, at most ten minutes ahead
    /// @param signature `Release` of the key that signs releases (`releaseOperator` of the provider), 65 bytes `r || s || v` or 64 bytes of EIP-2098
    function release(
        address provider_,
        address client,
        uint96 settledTotal,
        uint64 nonce,
        uint64 deadline,
        bytes calldata signature
    ) external;
}
