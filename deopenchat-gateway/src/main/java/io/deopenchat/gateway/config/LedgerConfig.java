package io.deopenchat.gateway.config;

import io.deopenchat.money.Wei;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is believed, lent and kept.
 *
 * @param directory where the ledger lives; answers are in it
 * @param creditLimit base units that a client may have unconfirmed and in flight; null for the default, which follows from
 *     the listed prices
 * @param confirmationDepth blocks on top of a deposit before it counts, and on top of a claim before it is final
 * @param retain how long answers are kept after their rounds were confirmed, or ended and were not
 * @param maxAnswerBytes of stored answers in all; null for half of what is free at start beside them
 * @param minFreeBytes on the ledger's disk; with less no round begins
 */
public record LedgerConfig(
        Path directory,
        @Nullable Wei creditLimit,
        int confirmationDepth,
        Duration retain,
        @Nullable Long maxAnswerBytes,
        long minFreeBytes) {
    /** What rounds in flight write until they end, and the write-ahead log beside it. */
    public static final long DEFAULT_MIN_FREE_BYTES = 512L * 1_024 * 1_024;

    /** How long a bridge that lost its answer has to fetch it again. */
    public static final Duration DEFAULT_RETAIN = Duration.ofDays(7);

    public LedgerConfig {
        if (confirmationDepth < 0) {
            throw new IllegalArgumentException("--confirmation-depth must be 0 or more, got " + confirmationDepth);
        }
        if (maxAnswerBytes != null && maxAnswerBytes < 0) {
            throw new IllegalArgumentException("--max-answer-bytes must be 0 or more, got " + maxAnswerBytes);
        }
        if (minFreeBytes < 0) {
            throw new IllegalArgumentException("--min-free-bytes must be 0 or more, got " + minFreeBytes);
        }
    }

    /** Every deposit counts at once: for chains that take nothing back. */
    public static LedgerConfig withoutWaiting(Path directory, @Nullable Wei creditLimit) {
        return new LedgerConfig(directory, creditLimit, 0, DEFAULT_RETAIN, null, 0);
    }
}
