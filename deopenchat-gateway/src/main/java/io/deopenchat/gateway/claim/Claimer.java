package io.deopenchat.gateway.claim;

import io.deopenchat.chain.TransactionPending;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Bytes32;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims when enough tokens are confirmed and unclaimed, when somebody asks for money back, and at the end. Whether a claim
 * is due is asked of the accounts each time, so nothing is missed that happens between two looks. One thread, one claim at a
 * time; what fails is tried again after a pause.
 */
public final class Claimer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Claimer.class);
    static final Duration RETRY_AFTER = Duration.ofSeconds(30);
    static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);

    private final AccountBook accounts;
    private final Claims claims;
    private final long highWaterLevel;
    private final Signals<Signal> signals = new Signals<>(Signal.class);
    private final Thread thread;

    /** Sent and not seen in a block; no other claim is sent meanwhile. */
    private @Nullable Bytes32 pending;

    private enum Signal {
        LOOK,
        STOP
    }

    /** @param highWaterLevel tokens, prompt and completion, of all accounts together */
    public Claimer(AccountBook accounts, Claims claims, long highWaterLevel) {
        this.accounts = accounts;
        this.claims = claims;
        this.highWaterLevel = highWaterLevel;
        this.thread = Thread.ofVirtual().name("claimer").start(this::run);
    }

    /** Something was confirmed, or changed on chain. */
    public void look() {
        signals.raise(Signal.LOOK);
    }

    private void run() {
        boolean stopping = false;
        while (!stopping) {
            try {
                stopping = signals.await().contains(Signal.STOP);
                while (!claimed(due(stopping)) && !stopping) {
                    Set<Signal> raised = signals.awaitOnly(Signal.STOP, RETRY_AFTER);
                    stopping = raised.contains(Signal.STOP);
                }
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException unexpected) {
                LOG.error("the claimer failed unexpectedly", unexpected);
            }
        }
    }

    private List<SignedConfirmation> due(boolean stopping) {
        return stopping ? accounts.claimable() : accounts.dueForClaim(highWaterLevel);
    }

    /** False if something is left to be tried again. */
    private boolean claimed(List<SignedConfirmation> due) {
        if (due.isEmpty()) {
            return true;
        }
        try {
            if (pending != null && !claims.isMined(pending)) {
                LOG.warn("the claim {} is not mined yet; waiting for it", pending);
                return false;
            }
            pending = null;
            List<ClaimedRows> claimed = claims.claim(due);
            claimed.stream()
                    .flatMap(transaction -> transaction.rows().stream())
                    .forEach(row -> accounts.claimed(row.client(), row.claimed()));
            return true;
        } catch (TransactionPending sent) {
            pending = sent.hash();
            LOG.warn("{}", sent.getMessage());
            return false;
        } catch (RuntimeException e) {
            LOG.warn("a claim failed and is tried again in {} s: {}", RETRY_AFTER.toSeconds(), e.getMessage());
            return false;
        }
    }

    /** Claims a last time, within a bound. */
    @Override
    public void close() {
        signals.raise(Signal.STOP);
        try {
            if (!thread.join(STOP_TIMEOUT)) {
                LOG.warn("the last claim took longer than {} s; run 'claim' later", STOP_TIMEOUT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
