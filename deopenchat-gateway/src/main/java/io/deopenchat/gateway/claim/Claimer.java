package io.deopenchat.gateway.claim;

import io.deopenchat.gateway.account.AccountBook;
import java.time.Duration;
import java.util.List;
import java.util.Set;
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
    private final Signals<Reason> reasons = new Signals<>(Reason.class);
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

    /** A confirmation came in. */
    public void confirmed() {
        reasons.raise(Reason.CONFIRMED);
    }

    /** Somebody wants money back: what is confirmed is claimed whatever it is worth. */
    public void exitAnnounced() {
        reasons.raise(Reason.EXIT);
    }

    private void run() {
        boolean failed = false;
        try {
            while (true) {
                Set<Reason> raised = failed ? reasons.await(RETRY_AFTER) : reasons.await();
                boolean regardless = failed || raised.contains(Reason.EXIT) || raised.contains(Reason.STOP);
                if (regardless || accounts.unclaimedTokens() >= highWaterLevel) {
                    failed = !claimAll();
                }
                if (raised.contains(Reason.STOP)) {
                    return;
                }
            }
        } catch (InterruptedException stopped) {
            LOG.debug("the claimer was interrupted");
        }
    }

    private boolean claimAll() {
        try {
            List<ClaimedRows> claimed = claims.claim(accounts.claimable());
            claimed.stream()
                    .flatMap(transaction -> transaction.rows().stream())
                    .forEach(row -> accounts.claimed(row.client(), row.claimed()));
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
            reasons.raise(Reason.STOP);
            if (!thread.join(STOP_TIMEOUT)) {
                LOG.warn("the last claim took longer than {} s; run 'claim' later", STOP_TIMEOUT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
