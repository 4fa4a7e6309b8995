package io.deopenchat.bridge.api;

import java.time.Duration;

/** Counts the requests that are being worked on, so that a shutdown can wait for them. */
final class InFlight {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private int count;

    synchronized void enter() {
        count++;
    }

    synchronized void leave() {
        count--;
        notifyAll();
    }

    /** Runs {@code task} on a thread of its own, which counts as well. */
    void beside(Runnable task) {
        enter();
        Thread.ofVirtual().name("beside").start(() -> {
            try {
                task.run();
            } finally {
                leave();
            }
        });
    }

    /** Waits until there is none; false if some are left after the time. */
    synchronized boolean awaitNone(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        try {
            while (count > 0) {
                long millis = (end - System.nanoTime()) / NANOS_PER_MILLI;
                if (millis <= 0) {
                    return false;
                }
                wait(millis);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
