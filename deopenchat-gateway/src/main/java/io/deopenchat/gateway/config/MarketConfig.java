package io.deopenchat.gateway.config;

import io.deopenchat.money.TokenPrice;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which orders of the open market this provider serves.
 *
 * @param serves false locks nothing new; what was locked before is still finished
 * @param leastPrice of completion tokens, below which a model is not served to orders; null for any
 * @param maxOrders locked at a time
 * @param idle time after the lock in which a client must have asked for something; null for half of the time to serve, at most
 *     {@link #MAX_DEFAULT_IDLE}
 * @param stated shortest time to serve that is accepted; null for what the chain needs, read it with {@link #minServeTime}
 * @param limits of other terms
 */
public record MarketConfig(
        boolean serves,
        @Nullable TokenPrice leastPrice,
        int maxOrders,
        @Nullable Duration idle,
        @Nullable Duration stated,
        OrderLimits limits) {
    public static final int DEFAULT_MAX_ORDERS = 8;
    public static final Duration LEAST_MIN_SERVE_TIME = Duration.ofSeconds(30);
    public static final Duration MAX_DEFAULT_IDLE = Duration.ofMinutes(15);

    /** Times the poll interval, for each block that a stake has to wait for: most chains make one in two or three. */
    private static final int POLLS_OF_A_BLOCK = 4;

    /** Each is looked at now and then. */
    static final int MOST_ORDERS = 1_000;

    public static final MarketConfig OFF = new MarketConfig(false, null, DEFAULT_MAX_ORDERS, null, null);

    /** Serves orders of any stake and price, so many at a time. */
    public static MarketConfig of(int maxOrders) {
        return new MarketConfig(true, null, maxOrders, null, null);
    }

    public MarketConfig {
        if (maxOrders < 1 || maxOrders > MOST_ORDERS) {
            throw new IllegalArgumentException("--max-orders must be 1 to " + MOST_ORDERS + ", got " + maxOrders);
        }
        if (idle != null && !idle.isPositive()) {
            throw new IllegalArgumentException("--order-idle must be above 0, got " + idle);
        }
        if (stated != null && !stated.isPositive()) {
            throw new IllegalArgumentException("--min-serve-time must be above 0, got " + stated);
        }
    }

    /** With the limits that hold unless others are stated. */
    public MarketConfig(
            boolean serves,
            @Nullable TokenPrice leastPrice,
            int maxOrders,
            @Nullable Duration idle,
            @Nullable Duration stated) {
        this(serves, leastPrice, maxOrders, idle, stated, OrderLimits.DEFAULT);
    }

    /** The same with other limits. */
    public MarketConfig with(OrderLimits others) {
        return new MarketConfig(serves, leastPrice, maxOrders, idle, stated, others);
    }

    public Optional<TokenPrice> minPrice() {
        return Optional.ofNullable(leastPrice);
    }

    /**
     * The shortest time to serve that is accepted: a stake counts only when its block is settled, and the client has to be
     * served after that.
     *
     * @param depth blocks on top of a deposit before it counts
     * @param poll between two looks at the chain
     */
    public Duration minServeTime(int depth, Duration poll) {
        if (stated != null) {
            return stated;
        }
        Duration settled = poll.multipliedBy((long) POLLS_OF_A_BLOCK * depth);
        return settled.compareTo(LEAST_MIN_SERVE_TIME) > 0 ? settled : LEAST_MIN_SERVE_TIME;
    }

    /** How long after its lock an order waits for a first request. */
    public Duration idleOf(Duration timeToServe) {
        Duration half = timeToServe.dividedBy(2);
        if (idle == null) {
            return half.compareTo(MAX_DEFAULT_IDLE) > 0 ? MAX_DEFAULT_IDLE : half;
        }
        return idle.compareTo(timeToServe) >= 0 ? half : idle;
    }
}
