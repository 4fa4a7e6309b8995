package io.deopenchat.gateway.account;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases answers some time after their rounds were confirmed, or ended and were not: until then a client may fetch them again.
 * Then the rounds themselves are added up, once they are final. Looks at the disk as often.
 */
public final class Retention implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    public static final Duration INTERVAL = Duration.ofSeconds(10);

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
        ledger.lookAtTheDisk();
        Instant then = clock.instant().minus(retain);
        int erased = all(() -> ledger.eraseAnswersFrom(then));
        if (erased > 0) {
            LOG.info("erased {} answers that were older than {} h or too much", erased, retain.toHours());
        }
        int compacted = all(() -> ledger.compactRoundsFinalBefore(then));
        if (compacted > 0) {
            LOG.info("added up and forgot {} rounds that were final more than {} h ago", compacted, retain.toHours());
        }
        return erased + compacted;
    }

    /** In bounded steps, because others wait for each. */
    private static int all(IntSupplier someAtOnce) {
        int all = 0;
        for (int some = 1; some > 0; all += some) {
            some = someAtOnce.getAsInt();
        }
        return all;
    }

    private void failed(Throwable why) {
        LOG.warn("answers could not be erased; trying again: {}", why.getMessage());
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
