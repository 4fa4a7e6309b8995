// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice An account as the views give it; all zero if there is none.
/// @param client address of the client key
/// @param owner wallet that may withdraw
/// @param publicKeyX first half of the client's public key
/// @param publicKeyY second half
/// @param escrow what is left to pay the provider or to withdraw
/// @param claimed what the provider was paid so far, ever
/// @param rounds confirmed rounds that were claimed
/// @param ktokens thousands of confirmed tokens that were claimed, rounded down
/// @param bound the client's signature named this owner: nobody can displace it
/// @param locked part of the escrow that an open provisional claim holds
/// @param withdrawing amount of the pending withdrawal, `type(uint96).max` for everything; zero if none
/// @param declaredTotal cumulative cost that the provider is paid first when the withdrawal finishes
/// @param maturesAt unix seconds from when the withdrawal can be finished; zero if none is pending
/// @param lapsesAt unix seconds from when it no longer can; `type(uint64).max` if it never lapses
/// @param releaseNonce nonce that the next release must carry
/// @param withdrawalBeneficiary displaced owner that the pending withdrawal pays; zero if it pays the owner
/// @param flagged value that the client flagged at this provider
/// @param contested value that this account and the provider lost over contested rounds, each of them
struct AccountView {
    address client;
    address owner;
    bytes32 publicKeyX;
    bytes32 publicKeyY;
    uint96 escrow;
    uint96 claimed;
    uint64 rounds;
    uint64 ktokens;
    bool bound;
    uint96 locked;
    uint96 withdrawing;
    uint96 declaredTotal;
    uint64 maturesAt;
    uint64 lapsesAt;
    uint64 releaseNonce;
    address withdrawalBeneficiary;
    uint96 flagged;
    uint96 contested;
}

/// @title Views of accounts
interface IAccounts {
    /// @notice One account; all zero if it was never opened.
    function account(address provider_, address client) external view returns (AccountView memory);

    /// @notice Number of accounts ever opened with the provider.
    function accountCount(address provider_) external view returns (uint256);

    /// @notice Accounts of a provider in the order of opening, at most `limit` from `offset`; an end beyond the last is
    /// clamped.
    function accounts(address provider_, uint256 offset, uint256 limit) external view returns (AccountView[] memory);

    /// @notice Tokens that the client's free escrow buys at the larger price of the model, rounded down; zero if the
    /// model is not listed, `type(uint256).max` if it is free of charge. What is held for a displaced owner or by a
    /// provisional claim is not free.
    function tokensLeft(address provider_, address client, bytes32 model) external view returns (uint256);
}
