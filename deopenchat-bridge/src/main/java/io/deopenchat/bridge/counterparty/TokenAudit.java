package io.deopenchat.bridge.counterparty;

import io.deopenchat.bridge.account.Account;
import io.deopenchat.bridge.journal.Journal;
import io.deopenchat.bridge.journal.Round;
import io.deopenchat.bridge.journal.RoundTerms;
import io.deopenchat.money.Usage;
import io.deopenchat.openai.LocalCount;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the tokens of rounds that are owed, one after the other on one thread, beside everything else. Under load it leaves
 * rounds out: this is a sample.
 */
public final class TokenAudit implements AutoCloseable {
    /** Each holds a prompt and an answer of at most {@link LocalCount#MAX_BODY_BYTES}. */
    static final int MAX_QUEUED = 32;

    /** What is remembered of earlier runs: older rounds count next to nothing. */
    static final int REMEMBERED = 256;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(TokenAudit.class);

    private final Account account;
    private final Trust trust;
    private final ThreadPoolExecutor counting = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_QUEUED),
            Thread.ofVirtual().name("token-audit").factory(),
            new ThreadPoolExecutor.DiscardPolicy());

    private TokenAudit(Account account, Trust trust) {
        this.account = account;
        this.trust = trust;
    }

    /** Goes on with what was counted before. */
    static TokenAudit resumed(Journal journal, Account account, Trust trust) {
        journal.counted(REMEMBERED).forEach(round -> remember(trust, round));
        return new TokenAudit(account, trust);
    }

    private static void remember(Trust trust, Round round) {
        round.locallyCounted()
                .ifPresent(counted -> round.signedReceipt()
                        .ifPresent(signed ->
                                trust.remember(round.terms(), signed.receipt().usage(), counted)));
    }

    /**
     * Of a round whose receipt was checked and is owed.
     *
     * @param body at most {@link LocalCount#MAX_BODY_BYTES}
     */
    public void look(RoundTerms terms, Usage billed, byte[] body, String written) {
        counting.execute(() -> count(terms, billed, body, written));
    }

    private void count(RoundTerms terms, Usage billed, byte[] body, String written) {
        try {
            LocalCount.of(terms.call(), body, written).ifPresent(counted -> {
                account.counted(terms.sequence(), counted);
                trust.counted(terms, billed, counted);
            });
        } catch (RuntimeException unreadable) {
            LOG.debug("the tokens of round {} cannot be counted", terms.sequence(), unreadable);
        }
    }

    /** Finishes what it has begun, within a bound. */
    @Override
    public void close() {
        counting.shutdown();
        counting.getQueue().clear();
        try {
            if (!counting.awaitTermination(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                counting.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
