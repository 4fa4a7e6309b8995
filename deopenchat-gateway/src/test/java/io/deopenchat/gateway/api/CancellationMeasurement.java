package io.deopenchat.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long after a client went away its backend, or its place in the queue, is free. Not one of the tests: it looks at a
 * clock, and is run by {@code scripts/measure}.
 */
class CancellationMeasurement {
    private static final Duration WANTED = Duration.ofMillis(250);
    private static final int WARM_UP = 20;
    private static final int TIMES = 100;

    @Test
    void everyPhaseAndVersionOfHttp(@TempDir Path directory) throws IOException {
        System.out.printf("%-22s %-8s %8s %8s %8s %8s%n", "phase", "version", "p50 ms", "p90 ms", "p99 ms", "max ms");
        try (LeavingClients clients = new LeavingClients(directory)) {
            for (LeavingClients.Phase phase : LeavingClients.Phase.values()) {
                for (HttpVersion version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
                    measure(clients, phase, version);
                }
            }
        }
    }

    private static void measure(LeavingClients clients, LeavingClients.Phase phase, HttpVersion version) {
        for (int i = 0; i < WARM_UP; i++) {
            clients.leaves(phase, version);
        }
        Duration[] took = new Duration[TIMES];
        for (int i = 0; i < TIMES; i++) {
            took[i] = clients.leaves(phase, version);
        }
        Arrays.sort(took);
        System.out.printf(
                "%-22s %-8s %8.2f %8.2f %8.2f %8.2f%n",
                phase, version, millis(took[49]), millis(took[89]), millis(took[98]), millis(took[99]));
        assertThat(took[98]).as("%s, %s: p99", phase, version).isLessThanOrEqualTo(WANTED);
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }
}
