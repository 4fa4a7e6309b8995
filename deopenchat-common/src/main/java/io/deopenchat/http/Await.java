package io.deopenchat.http;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for Vert.x from a thread that may wait, with an end. */
public final class Await {
    private Await() {}

    /**
     * @param what is waited for, for the message
     * @throws IllegalStateException if it takes longer than {@code atMost}
     */
    public static <T> T within(Duration atMost, Future<T> future, String what) {
        try {
            return future.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(what + " took longer than " + atMost.toSeconds() + " s", e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            // Vert.x throws what the future failed with, checked or not
            throw new IllegalStateException(what + " failed: " + e.getMessage(), e);
        }
    }
}
