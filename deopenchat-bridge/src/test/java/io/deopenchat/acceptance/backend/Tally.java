package io.deopenchat.acceptance.backend;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A number that only grows, and that a test can wait for. */
final class Tally {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String what;
    private int count;

    Tally(String what) {
        this.what = what;
    }

    synchronized int add() {
        count++;
        notifyAll();
        return count;
    }

    synchronized int get() {
        return count;
    }

    /** @throws AssertionError if the number is still smaller after {@link #PATIENCE} */
    synchronized void await(int atLeast) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (count < atLeast) {
                long millisLeft = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (millisLeft <= 0) {
                    throw new AssertionError("expected at least %d %s within %d s, got %d"
                            .formatted(atLeast, what, PATIENCE.toSeconds(), count));
                }
                wait(millisLeft);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + what, e);
        }
    }
}
