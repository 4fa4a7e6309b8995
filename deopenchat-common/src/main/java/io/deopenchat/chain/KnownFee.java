package io.deopenchat.chain;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fee as the contract had it last, for figures: asked for when somebody looks, and not again within an interval, beside the
 * look, which waits for no node. What was announced holds by the clock. Safe for many threads.
 */
public final class KnownFee {
    /** Far below the notice of a raise: what is announced is known before it holds. */
    public static final Duration INTERVAL = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(KnownFee.class);

    private final Supplier<Fee> contract;
    private final Duration interval;
    private final InstantSource clock;
    private final Executor beside;
    private volatile @Nullable Fee known;
    private Instant askedAt = Instant.MIN;

    public KnownFee(Supplier<Fee> contract, Duration interval, InstantSource clock) {
        this(contract, interval, clock, Thread.ofVirtual().name("fee")::start);
    }

    /** @param beside runs what waits for the node */
    KnownFee(Supplier<Fee> contract, Duration interval, InstantSource clock, Executor beside) {
        this.contract = contract;
        this.interval = interval;
        this.clock = clock;
        this.beside = beside;
    }

    /** As it was told last, by the clock; empty if no node ever told it. */
    public Optional<Fee> now() {
        Instant now = clock.instant();
        if (isDue(now)) {
            beside.execute(this::ask);
        }
        return Optional.ofNullable(known).map(fee -> fee.at(now));
    }

    private synchronized boolean isDue(Instant now) {
        boolean isDue = askedAt.isBefore(now.minus(interval));
        if (isDue) {
            askedAt = now;
        }
        return isDue;
    }

    private void ask() {
        try {
            known = contract.get();
        } catch (ChainUnavailable | ContractRefusal e) {
            LOG.debug("the fee in the figures is not of now: {}", e.getMessage());
        } catch (RuntimeException unexpected) {
            LOG.error("the fee in the figures is not of now", unexpected);
        }
    }
}
