package io.deopenchat.http;

import java.time.Duration;

/**
 * Keeps requests away from a server that fails. Not thread-safe; times are those of {@link System#nanoTime()}.
 *
 * <pre>
 * closed --failures in a row--> open --pause is over--> trying, one request
 *   ^                             ^                        |        |
 *   |                             +-------- failure -------+        |
 *   +--------------------------------------- success --------------+
 * </pre>
 */
public final class Breaker {
    public static final int FAILURES = 3;
    public static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    public static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

    private int failures;
    private Duration pause = FIRST_PAUSE;
    private long openUntil;
    private boolean open;
    private boolean trying;

    public boolean admits(long now) {
        return !open || (!trying && now - openUntil >= 0);
    }

    public boolean isOpen() {
        return open;
    }

    /**
     * A request is on its way; the one that tries an open breaker keeps others out.
     *
     * @return whether it is the one that tries
     */
    public boolean began() {
        boolean trial = open && !trying;
        trying |= trial;
        return trial;
    }

    public void succeeded() {
        failures = 0;
        pause = FIRST_PAUSE;
        open = false;
        trying = false;
    }

    /** What began while it was closed and fails when it is open changes nothing. */
    public void failed(boolean trial, long now) {
        failures++;
        if (open ? !trial : failures < FAILURES) {
            return;
        }
        if (trial) {
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            trying = false;
        }
        open = true;
        openUntil = now + pause.toNanos();
    }

    /** The request that tried says nothing about the server, for example because the client left first. */
    public void undecided() {
        trying = false;
    }
}
