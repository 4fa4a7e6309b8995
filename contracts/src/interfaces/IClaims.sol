// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What became of a row.
/// Paid: in full. Stale: not more than was claimed before. Capped: the escrow ran out, less than asked was paid, possibly
/// nothing. UnknownAccount: the signer has no account with the provider (which is also what a signature over other values
/// looks like). BadSignature: no signer could be recovered, or `s` is high.
enum ClaimStatus {
    Paid,
    Stale,
    Capped,
    UnknownAccount,
    BadSignature
}

/// @notice A confirmation with its signature.
/// @param totals `cumulativeCost << 160 | rounds << 96 | tokens`
/// @param transcript head of the chain over the confirmed receipts
/// @param r first half of the EIP-2098 signature
/// @param vs second half of the EIP-2098 signature
struct ClaimRow {
    uint256 totals;
    bytes32 transcript;
    bytes32 r;
    bytes32 vs;
}

/// @title Confirmations turned into money
interface IClaims {
    /// @notice A row moved money: what it paid is the difference to what the account had paid before.
    /// @param totals `claimed << 160 | rounds << 96 | tokens`: what the provider was paid in total, the rounds counted for
    /// the account, the tokens that the client confirmed
    /// @param transcript as confirmed
    event Claimed(address indexed provider, address indexed client, uint256 totals, bytes32 transcript);
    /// @notice One per batch: what its rows paid, what of it was the protocol's fee, for how many rows.
    event ClaimSettled(address indexed provider, uint256 amount, uint256 fee, uint256 rows);

    /// @notice A batch has at most this many rows.
    error TooManyRows(uint256 maximum, uint256 actual);

    /// @notice Pays a provider for what its clients confirmed. Anyone may send it; the provider gets one transfer at the
    /// end. No row can make another one fail.
    /// @param provider_ whom the clients confirmed to
    /// @param rows one confirmation each; the client is recovered from the signature
    /// @return statuses one for each row
    function claim(address provider_, ClaimRow[] calldata rows) external returns (ClaimStatus[] memory statuses);
}
