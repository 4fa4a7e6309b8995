package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import java.math.BigInteger;
import java.util.OptionalInt;

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
        long ordersAbandoned) {
    /** Shares are basis points. */
    public static final int WHOLE = 10_000;

    private static final BigInteger ALL = BigInteger.valueOf(WHOLE);

    /** What was flagged or contested of it; more than was paid if the provider asserted more than it was paid. */
    public Wei troubled() {
        return flagged.plusOrMax(contested);
    }

    /** Share of what it was paid that was flagged or contested, rounded up; empty for one who was never paid. */
    public OptionalInt flaggedShare() {
        return share(
                troubled().min(money).value(),
                money.value(),
                money.value().subtract(BigInteger.ONE).max(BigInteger.ZERO));
    }

    /** Share of the orders it locked that it finished, rounded down; empty for one who locked none. */
    public OptionalInt finishedShare() {
        return share(BigInteger.valueOf(ordersFinished), BigInteger.valueOf(ordersLocked), BigInteger.ZERO);
    }

    /** Share of the compared value in which it was preferred, rounded down; empty for one who was never compared. */
    public OptionalInt preferredShare() {
        return share(preferred.value(), compared.value(), BigInteger.ZERO);
    }

    private static OptionalInt share(BigInteger part, BigInteger whole, BigInteger roundsUpBy) {
        return whole.signum() == 0
                ? OptionalInt.empty()
                : OptionalInt.of(
                        part.multiply(ALL).add(roundsUpBy).divide(whole).intValueExact());
    }
}
