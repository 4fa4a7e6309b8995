package io.deopenchat.bridge.api;

import io.deopenchat.bridge.account.OpenRound;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How far a call has come: how many rounds were tried, and how long this bridge itself took. The time in which a gateway has a
 * request does not count. Used by one thread.
 */
final class Progress {
    private final LongSupplier nanoTime;
    private long resumedAt;
    private long spent;
    private int attempts;

    /**
     * Begins to count.
     *
     * @param nanoTime as {@link System#nanoTime()}
     */
    Progress(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.resumedAt = nanoTime.getAsLong();
    }

    /** The request of this round is about to leave. */
    RoundHead leaving(OpenRound round) {
        attempts++;
        spent += nanoTime.getAsLong() - resumedAt;
        return new RoundHead(round.provider(), round.sequence(), attempts, Duration.ofNanos(spent));
    }

    /** What this bridge itself took until the last request left; zero if none did. */
    Duration overhead() {
        return Duration.ofNanos(spent);
    }

    /** The gateway is done with it. */
    void back() {
        resumedAt = nanoTime.getAsLong();
    }
}
