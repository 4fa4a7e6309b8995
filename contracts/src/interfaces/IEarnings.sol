// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What became known of a provider through money. Weights are money, so a name is as good as what stands behind it.
/// All counters saturate.
/// @param money base units that clients paid it, the fee included
/// @param rounds confirmed rounds that it claimed
/// @param ktokens thousands of tokens in them
/// @param clients accounts that ever paid it
/// @param flagged value that clients flagged, at most what they paid
/// @param contested value that it lost over contested rounds
/// @param compared value of the comparisons that it took part in
/// @param preferred value of those in which it was preferred
/// @param ordersLocked orders that it locked
/// @param ordersFinished orders that it finished in time and was paid for
/// @param ordersAbandoned orders that were reopened because it stayed silent
struct ProviderRecord {
    uint96 money;
    uint64 rounds;
    uint64 ktokens;
    uint64 clients;
    uint96 flagged;
    uint96 contested;
    uint96 compared;
    uint96 preferred;
    uint32 ordersLocked;
    uint32 ordersFinished;
    uint32 ordersAbandoned;
}

/// @title What providers earned, and the protocol's share of it
interface IEarnings {
    /// @notice The records of some providers, in the order asked for; all zero for one that never registered.
    function providerRecords(address[] calldata providers_) external view returns (ProviderRecord[] memory);
}
