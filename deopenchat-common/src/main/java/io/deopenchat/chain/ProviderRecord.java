package io.deopenchat.chain;

import io.deopenchat.money.Wei;

/**
 * What became known of a provider through money. Weights are money, so a name is as good as what stands behind it. All
 * counters saturate.
 *
 * @param money base units that clients paid it, the fee included
 * @param rounds confirmed rounds that it claimed
 * @param ktokens thousands of tokens in them
 * @param clients accounts that ever paid it
 * @param flagged value that clients flagged, at most what they paid
 * @param contested value that it lost over contested rounds
 * @param compared value of the comparisons that it took part in
 * @param preferred value of those in which it was preferred
 * @param ordersLocked orders that it locked
 * @param ordersFinished orders that it finished in time and was paid for
 * @param ordersAbandoned orders that were reopened because it stayed silent
 */
public record ProviderRecord(
        Wei money,
        long rounds,
        long ktokens,
        long clients,
        Wei flagged,
        Wei contested,
        Wei compared,
        Wei preferred,
        long ordersLocked,
        long ordersFinished,
        long ordersAbandoned) {}
