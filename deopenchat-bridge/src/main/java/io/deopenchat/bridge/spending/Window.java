package io.deopenchat.bridge.spending;

import io.deopenchat.bridge.config.Budget;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was spent under one budget within its period, by minutes: bounded, however many rounds there are. A clock that goes
 * back lets nothing be spent twice, because what lies ahead of it counts as well. Not thread-safe.
 */
final class Window {
    private static final long SECONDS_PER_MINUTE = 60;

    private final Budget budget;
    private final TreeMap<Long, BigInteger> minutes = new TreeMap<>();
    private BigInteger spent = BigInteger.ZERO;

    Window(Budget budget) {
        this.budget = budget;
    }

    Budget budget() {
        return budget;
    }

    /** Base units that may still be spent now, perhaps below zero. */
    BigInteger left(Instant now) {
        forget(now);
        return budget.limit().value().subtract(spent);
    }

    /** A budget for single requests remembers nothing. */
    void add(Instant at, BigInteger amount) {
        if (budget.period() != Budget.Period.REQUEST) {
            minutes.merge(minute(at), amount, BigInteger::add);
            spent = spent.add(amount);
        }
    }

    /** When something that is spent now will have left the window: at the latest after its whole period. */
    Duration untilRoom(Instant now) {
        Map.Entry<Long, BigInteger> oldest = minutes.firstEntry();
        if (oldest == null) {
            return budget.period().length();
        }
        Instant leaves = Instant.ofEpochSecond((oldest.getKey() + 1) * SECONDS_PER_MINUTE)
                .plus(budget.period().length());
        return leaves.isAfter(now) ? Duration.between(now, leaves) : Duration.ZERO;
    }

    /** The minute in which something was spent counts to its end. */
    private void forget(Instant now) {
        long oldest = minute(now.minus(budget.period().length()));
        while (!minutes.isEmpty() && minutes.firstKey() < oldest) {
            spent = spent.subtract(minutes.pollFirstEntry().getValue());
        }
    }

    private static long minute(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), SECONDS_PER_MINUTE);
    }
}
