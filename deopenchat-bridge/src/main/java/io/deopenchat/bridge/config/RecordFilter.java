package io.deopenchat.bridge.config;

import io.deopenchat.chain.ProviderRecord;
import io.deopenchat.money.Wei;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/**
 * What a provider's record on chain must show. Shares are basis points, as in the criteria of orders; where there is nothing to
 * divide by, a share is met.
 *
 * @param minSuccess share of the money it was paid that nobody flagged or contested, and share of the orders it locked that it
 *     finished: both
 * @param minPreference share of the compared value in which it was preferred
 * @param minRounds confirmed rounds that it claimed
 */
public record RecordFilter(int minSuccess, int minPreference, long minRounds) {
    public static final RecordFilter ANY = new RecordFilter(0, 0, 0);

    private static final int WHOLE = 10_000;
    private static final int DIGITS = 4;

    public RecordFilter {
        requireShare("--min-success-ratio", minSuccess);
        requireShare("--min-preference-ratio", minPreference);
        if (minRounds < 0) {
            throw new IllegalArgumentException("--min-rounds must be at least 0, got " + minRounds);
        }
    }

    private static void requireShare(String option, int share) {
        if (share < 0 || share > WHOLE) {
            throw new IllegalArgumentException(option + " must be 0 to 1, got " + shown(share));
        }
    }

    /** @throws IllegalArgumentException unless it is a number with at most four decimals, which is what the contract knows */
    public static int basisPoints(BigDecimal ratio) {
        try {
            return ratio.movePointRight(DIGITS).intValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "a ratio is 0 to 1 with at most " + DIGITS + " decimals, got " + ratio.toPlainString(), e);
        }
    }

    /** Why nothing is bought from who has this record; empty if nothing stands against it. */
    public Optional<String> objectionTo(ProviderRecord record) {
        if (record.rounds() < minRounds) {
            return Optional.of("it has claimed " + record.rounds() + " rounds, --min-rounds asks for " + minRounds);
        }
        Wei complained = record.flagged().plusOrMax(record.contested()).min(record.money());
        Wei uncontested = record.money().minusOrZero(complained);
        return below(
                        "of what it was paid stayed unflagged",
                        uncontested.value(),
                        record.money().value(),
                        minSuccess)
                .or(() -> below(
                        "of the orders it locked it finished",
                        BigInteger.valueOf(record.ordersFinished()),
                        BigInteger.valueOf(record.ordersLocked()),
                        minSuccess))
                .or(() -> below(
                        "of the value compared it was preferred in",
                        record.preferred().value(),
                        record.compared().value(),
                        minPreference));
    }

    private static Optional<String> below(String what, BigInteger part, BigInteger whole, int minimum) {
        boolean isMet =
                part.multiply(BigInteger.valueOf(WHOLE)).compareTo(whole.multiply(BigInteger.valueOf(minimum))) >= 0;
        return isMet
                ? Optional.empty()
                : Optional.of(what + " " + part + " of " + whole + ", asked for is a share of " + shown(minimum));
    }

    private static String shown(int basisPoints) {
        return BigDecimal.valueOf(basisPoints, DIGITS).stripTrailingZeros().toPlainString();
    }
}
