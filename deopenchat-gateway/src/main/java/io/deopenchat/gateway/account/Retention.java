package io.deopenchat.gateway.account;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Erases answers some time after their rounds were confirmed: until then a client may fetch them again. */
public final class Retention implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    public static final Duration INTERVAL = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final Ledger ledger;
    private final Duration retain;
    private final InstantSource clock;
    private final long timer;

    public Retention(Vertx vertx, Ledger ledger, Duration retain, InstantSource clock, Duration interval) {
        this.vertx = vertx;
        this.ledger = ledger;
        this.retain = retain;
        this.clock = clock;
        this.timer = vertx.setPeriodic(
                interval.toMillis(), tick -> vertx.executeBlocking(this::erase).onFailure(this::failed));
    }

    private int erase() {
        int erased = 0;
        for (int some = 1; some > 0; erased += some) {
            some = ledger.eraseAnswersConfirmedBefore(clock.instant().minus(retain));
        }
        if (erased > 0) {
            LOG.info("erased {} answers that were confirmed more than {} h ago", erased, retain.toHours());
        }
        return erased;
    }

    private void failed(Throwable why) {
        LOG.warn("answers could not be erased; trying again in a minute: {}", why.getMessage());
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
