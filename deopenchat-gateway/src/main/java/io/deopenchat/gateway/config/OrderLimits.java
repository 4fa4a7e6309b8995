package io.deopenchat.gateway.config;

import io.deopenchat.money.Wei;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which terms of orders are accepted, beside prices.
 *
 * @param stated shortest silence; null for what the network needs, read it with {@link #minSilence}
 * @param maxServeTime for so long an order may hold its place
 * @param leastStake base units; null for any, read it with {@link #minStake()}
 */
public record OrderLimits(
        @Nullable Duration stated,
        Duration maxServeTime,
        @Nullable Wei leastStake) {
    public static final Duration DEFAULT_MAX_SERVE_TIME = Duration.ofHours(24);

    /** Parts of the time that a transaction may take: clients ask for a little more. */
    private static final int SILENCES = 5;

    public static final OrderLimits DEFAULT = new OrderLimits(null, DEFAULT_MAX_SERVE_TIME, null);

    public OrderLimits {
        if (stated != null && !stated.isPositive()) {
            throw new IllegalArgumentException("--min-silence must be above 0, got " + stated);
        }
        if (!maxServeTime.isPositive()) {
            throw new IllegalArgumentException("--max-serve-time must be above 0, got " + maxServeTime);
        }
    }

    /**
     * The shortest silence that is accepted: an answer to a challenge must be in a block within it.
     *
     * @param receiptWait how long the network's transactions may take
     */
    public Duration minSilence(Duration receiptWait) {
        return stated != null ? stated : receiptWait.dividedBy(SILENCES);
    }

    public Optional<Wei> minStake() {
        return Optional.ofNullable(leastStake);
    }
}
