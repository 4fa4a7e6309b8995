package io.deopenchat.gateway.backend;

import java.time.Duration;

/**
 * Keeps requests away from a backend that fails. Not thread-safe; times are those of {@link System#nanoTime()}.
 *
 * <pre>
 * closed --failures in a row--> open --pause is over--> trying, one request
 *   ^                             ^                        |        |
 *   |                             +-------- failure -------+        |
 *   +--------------------------------------- success --------------+
 * </pre>
 */
final class Breaker {
    static final int FAILURES = 3;
    static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

    private int failures;
    private Duration pause = FIRST_PAUSE;
    private long openUntil;
    private boolean open;
    private boolean trying;

    boolean admits(long now) {
        return !open || (!trying && now - openUntil >= 0);
    }

    boolean isOpen() {
        return open;
    }

    /** A request is on its way; the one that tries an open breaker keeps others out. */
    void began() {
        trying = open;
    }

    void succeeded() {
        failures = 0;
        pause = FIRST_PAUSE;
        open = false;
        trying = false;
    }

    void failed(long now) {
        failures++;
        if (!open && failures < FAILURES) {
            return;
        }
        if (open && trying) {
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
        open = true;
        trying = false;
        openUntil = now + pause.toNanos();
    }

    /** The request that tried says nothing about the backend: the client left first. */
    void undecided() {
        trying = false;
    }
}
