package io.deopenchat.acceptance;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what another process or thread will do, with an end. The wait is a bound, not a measurement. */
final class Eventually {
    private static final Duration AT_MOST = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(25);

    private Eventually() {}

    static void holds(String what, Supplier<Boolean> condition) {
        finds(what, () -> condition.get() ? Optional.of(true) : Optional.empty());
    }

    static <T> T finds(String what, Supplier<Optional<T>> look) {
        return finds(what, AT_MOST, look);
    }

    static <T> T finds(String what, Duration atMost, Supplier<Optional<T>> look) {
        long end = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() < end) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        throw new AssertionError("did not happen within " + atMost.toSeconds() + " s: " + what);
    }
}
