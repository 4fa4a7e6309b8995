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
 * @param minClients accounts that ever paid it
 * @param minPaid base units of the settlement currency that it was paid
 * @param maxFlagged share of what it was paid that may be flagged or contested
 */
public record RecordFilter(
        int minSuccess, int minPreference, long minRounds, long minClients, Wei minPaid, int maxFlagged) {
    private static final int WHOLE = ProviderRecord.WHOLE;
    public static final RecordFilter ANY = new RecordFilter(0, 0, 0);

    private static final int DIGITS = 4;

    public RecordFilter {
        requireShare("--min-success-ratio", minSuccess);
        requireShare("--min-preference-ratio", minPreference);
        requireShare("--max-flagged-share", maxFlagged);
        requireCount("--min-rounds", minRounds);
        requireCount("--min-clients", minClients);
    }

    /** Whoever paid it, and how much, flagged as is within {@code minSuccess}. */
    public RecordFilter(int minSuccess, int minPreference, long minRounds) {
        this(minSuccess, minPreference, minRounds, 0, Wei.ZERO, WHOLE);
    }

    private static void requireCount(String option, long count) {
        if (count < 0) {
            throw new IllegalArgumentException(option + " must be at least 0, got " + count);
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

    /** Whether any record will do. */
    public boolean admitsAll() {
        return equals(ANY);
    }

    /** Why nothing is bought from who has this record; empty if nothing stands against it. */
    public Optional<String> objectionTo(ProviderRecord record) {
        return tooLittle(record).or(() -> tooMuchTrouble(record)).or(() -> tooRarely(record));
    }

    private Optional<String> tooLittle(ProviderRecord record) {
        if (record.rounds() < minRounds) {
            return Optional.of("it has claimed " + record.rounds() + " rounds, --min-rounds asks for " + minRounds);
        }
        if (record.clients() < minClients) {
            return Optional.of(record.clients() + " clients paid it, --min-clients asks for " + minClients);
        }
        return record.money().isBelow(minPaid)
                ? Optional.of("it was paid " + record.money() + " base units, --min-paid asks for " + minPaid)
                : Optional.empty();
    }

    /** As the contract judges the criteria of an order. */
    private Optional<String> tooMuchTrouble(ProviderRecord record) {
        BigInteger part = record.troubled().value().multiply(BigInteger.valueOf(WHOLE));
        BigInteger most = record.money().value().multiply(BigInteger.valueOf(maxFlagged));
        return maxFlagged == WHOLE || part.compareTo(most) <= 0
                ? Optional.empty()
                : Optional.of("of the " + record.money() + " base units that it was paid " + record.troubled()
                        + " were flagged or contested, --max-flagged-share allows " + shown(maxFlagged));
    }

    private Optional<String> tooRarely(ProviderRecord record) {
        Wei untroubled = record.money().minusOrZero(record.troubled().min(record.money()));
        return below(
                        "of what it was paid stayed unflagged",
                        untroubled.value(),
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
