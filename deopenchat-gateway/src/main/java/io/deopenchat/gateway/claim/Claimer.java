package io.deopenchat.gateway.claim;

import io.deopenchat.gateway.account.AccountBook;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims when the tokens that clients confirmed and nobody claimed reach the high-water level, when somebody asks for money
 * back, and at the end. One thread, one claim at a time; what fails is tried again.
 */
public final class Claimer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Claimer.class);
    static final Duration RETRY_AFTER = Duration.ofSeconds(30);
    static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);

    private final AccountBook accounts;
    private final Claims claims;
    private final long highWaterLevel;
    private final BlockingQueue<Reason> reasons = new ArrayBlockingQueue<>(16);
    private final Thread thread;

    private enum Reason {
        CONFIRMED,
        EXIT,
        STOP
    }

    /** @param highWaterLevel tokens, prompt and completion, of all accounts together */
    public Claimer(AccountBook accounts, Claims claims, long highWaterLevel) {
        this.accounts = accounts;
        this.claims = claims;
        this.highWaterLevel = highWaterLevel;
        this.thread = Thread.ofVirtual().name("claimer").start(this::run);
    }

    /** A confirmation came in; a queue that is full has a look ahead anyway. */
    public void confirmed() {
        reasons.offer(Reason.CONFIRMED);
    }

    /** Somebody wants money back: what is confirmed is claimed whatever it is worth. */
    public void exitAnnounced() {
        reasons.offer(Reason.EXIT);
    }

    private void run() {
        boolean stopped = false;
        boolean failed = false;
        while (!stopped) {
            try {
                Reason reason = failed ? reasons.poll(RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS) : reasons.take();
                stopped = reason == Reason.STOP;
                boolean regardless = stopped || failed || reason == Reason.EXIT;
                if (regardless || accounts.unclaimedTokens() >= highWaterLevel) {
                    failed = !claimAll();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private boolean claimAll() {
        try {
            List<ClaimedRows> claimed = claims.claim(accounts.claimable());
            claimed.stream()
                    .flatMap(transaction -> transaction.rows().stream())
                    .forEach(row -> accounts.claimed(row.client(), row.tokens()));
            return true;
        } catch (RuntimeException e) {
            LOG.warn("a claim failed and is tried again in {} s: {}", RETRY_AFTER.toSeconds(), e.getMessage());
            return false;
        }
    }

    /** Claims a last time, within a bound. */
    @Override
    public void close() {
        try {
            if (reasons.offer(Reason.STOP, 1, TimeUnit.SECONDS) && !thread.join(STOP_TIMEOUT)) {
                LOG.warn("the last claim took longer than {} s; run 'claim' later", STOP_TIMEOUT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
