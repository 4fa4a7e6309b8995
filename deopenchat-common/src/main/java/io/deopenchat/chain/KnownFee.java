package io.deopenchat.chain;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fee as the contract had it last, for figures: asked for when somebody looks, and not again within an interval. What was
 * announced holds by the clock. Safe for many threads.
 */
public final class KnownFee {
    /** Far below the notice of a raise: what is announced is known before it holds. */
    public static final Duration INTERVAL = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(KnownFee.class);

    private final Supplier<Fee> contract;
    private final Duration interval;
    private final InstantSource clock;
    private @Nullable Fee known;
    private Instant askedAt = Instant.MIN;

    public KnownFee(Supplier<Fee> contract, Duration interval, InstantSource clock) {
        this.contract = contract;
        this.interval = interval;
        this.clock = clock;
    }

    /** Empty if no node ever told it; waits for the node, up to its time limit. */
    public synchronized Optional<Fee> now() {
        Instant now = clock.instant();
        if (askedAt.isBefore(now.minus(interval))) {
            askedAt = now;
            ask();
        }
        return Optional.ofNullable(known).map(fee -> fee.at(now));
    }

    private void ask() {
        try {
            known = contract.get();
        } catch (ChainUnavailable | ContractRefusal e) {
            LOG.debug("the fee in the figures is not of now: {}", e.getMessage());
        }
    }
}
