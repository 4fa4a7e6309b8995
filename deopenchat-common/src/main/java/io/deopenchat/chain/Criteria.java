package io.deopenchat.chain;

import io.deopenchat.money.Wei;

/**
 * What a provider's record must show to lock an order. Shares are basis points; where there is nothing to divide by, the
 * share is met.
 *
 * @param minMoney base units that it was paid
 * @param minRounds confirmed rounds that it claimed
 * @param minClients accounts that paid it
 * @param minFinishedShare orders finished and paid for, of those locked
 * @param minPreferredShare value preferred, of that compared
 * @param maxFlaggedShare value flagged and contested, of that paid; 10,000 or more allows any
 */
public record Criteria(
        Wei minMoney,
        long minRounds,
        long minClients,
        int minFinishedShare,
        int minPreferredShare,
        int maxFlaggedShare) {
    public static final int WHOLE = 10_000;

    /** Any record will do. */
    public static final Criteria NONE = new Criteria(Wei.ZERO, 0, 0, 0, 0, WHOLE);

    /** Beyond it a share does not fit the contract's {@code uint16}. */
    private static final int LARGEST_SHARE = 65_535;

    /**
     * For criteria to be sent; what others posted is read as it is.
     *
     * @throws IllegalArgumentException if no record can meet them, or they cannot be sent
     */
    void requireSensible() {
        requireWithin("the smallest number of rounds", minRounds, Long.MAX_VALUE);
        requireWithin("the smallest number of clients", minClients, Long.MAX_VALUE);
        requireWithin("the smallest share of finished orders in basis points", minFinishedShare, WHOLE);
        requireWithin("the smallest share of preferred value in basis points", minPreferredShare, WHOLE);
        requireWithin("the largest share of flagged value in basis points", maxFlaggedShare, LARGEST_SHARE);
    }

    private static void requireWithin(String what, long actual, long maximum) {
        if (actual < 0 || actual > maximum) {
            throw new IllegalArgumentException(what + " must be 0 to " + maximum + ", it is " + actual);
        }
    }
}
