// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What paying clients say about providers
/// @dev Signed by the client, handed in by anyone. Totals are cumulative, so retries are harmless, and bounded by what the
/// client's accounts paid.
interface IReputation {
    /// @notice A client may say no more than it has paid for.
    error TotalTooHigh(uint256 maximum, uint256 actual);
    /// @notice The same or more was said before.
    error TotalNotRaised(uint256 current, uint256 actual);
    /// @notice A provider cannot be compared with itself.
    error SameProvider(address provider);

    /// @notice A client flagged value of a provider; `total` is the client's total for it.
    event Flagged(address indexed provider, address indexed client, uint96 total);
    /// @notice A client preferred one provider to another; `total` is the client's total for this pair, this way round.
    event Compared(address indexed preferred, address indexed other, address indexed client, uint96 total);

    /// @notice Hands in a `Flag(provider, total)`.
    /// @param total base units, above what the client flagged before and at most what its account paid the provider
    /// @param signature the client's, 65 bytes `r || s || v` or 64 bytes of EIP-2098
    function flag(address provider_, address client, uint96 total, bytes calldata signature) external;

    /// @notice Hands in a `Comparison(preferred, other, total)`.
    /// @param total base units, above what the client said before of this pair, this way round. All that it says about one
    /// provider, preferred or not, is at most what it paid to that provider
    /// @param signature the client's, 65 bytes `r || s || v` or 64 bytes of EIP-2098
    function compare(address preferred, address other, address client, uint96 total, bytes calldata signature) external;
}
