package io.deopenchat.gateway.round;

import io.deopenchat.protocol.Json;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The heap that calls may take which are parsed at the same time. A tree needs two bytes for each byte of a string, and up to
 * {@value #TREE_BYTES_PER_TOKEN} for each of at most {@link Json#MAX_CALL_TOKENS} tokens, of which the shortest have one byte.
 */
public final class ParseBudget {
    /** Of the largest heap; a call of the largest size is parsed in any case, alone. */
    static final int SHARE_OF_HEAP = 4;

    static final int TREE_BYTES_PER_TOKEN = 128;

    /** Of an answer when it is settled: its text, what is parsed of it, and the sealed copy. */
    static final int SETTLED_SIZE = 4;

    static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int KIBIBYTE = 1_024;

    private final int total;
    private final Semaphore kibibytes;
    private final Duration patience;

    ParseBudget(long maxHeap, int maxBodyBytes, Duration patience) {
        this.total = Math.max((int) (maxHeap / SHARE_OF_HEAP / KIBIBYTE), treeKibibytes(maxBodyBytes));
        this.kibibytes = new Semaphore(total, true);
        this.patience = patience;
    }

    public static ParseBudget ofThisProcess(int maxBodyBytes) {
        return new ParseBudget(Runtime.getRuntime().maxMemory(), maxBodyBytes, PATIENCE);
    }

    /** @throws NoRoom if there is none in time */
    public <T> T within(int bodyBytes, Supplier<T> parse) {
        int share = treeKibibytes(bodyBytes);
        take(share);
        try {
            return parse.get();
        } finally {
            kibibytes.release(share);
        }
    }

    /**
     * Measures, prices and seals an answer. Waits for as long as those take who came before, each of whom ends by itself: what
     * was delivered must be billed.
     */
    <T> T inTurn(int bodyBytes, int answerBytes, Supplier<T> settlement) {
        long needed = treeKibibytes(bodyBytes) + (long) SETTLED_SIZE * answerBytes / KIBIBYTE;
        int share = (int) Math.min(total, needed);
        kibibytes.acquireUninterruptibly(share);
        try {
            return settlement.get();
        } finally {
            kibibytes.release(share);
        }
    }

    private void take(int share) {
        try {
            if (kibibytes.tryAcquire(share, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        throw new NoRoom("too many large requests are read at the same time");
    }

    static int treeKibibytes(int bodyBytes) {
        long tokens = Math.min(bodyBytes, Json.MAX_CALL_TOKENS);
        return (int) ((2L * bodyBytes + tokens * TREE_BYTES_PER_TOKEN) / KIBIBYTE) + 1;
    }
}
