package io.deopenchat.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.fixture.Eventually;
import io.deopenchat.gateway.fixture.LivingObjects;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever goes away frees the backend, in every phase and version of HTTP, and leaves nothing behind. */
@Timeout(900)
class CancellationTest {
    private static final int TIMES = 100;
    private static final int DEPARTURES =
            System.getProperty("deopenchat.test.counts", "").equals("full") ? 10_000 : 1_000;

    /** What a pool, a cache or a thread may still hold. */
    private static final int STILL_HELD = 20;

    private final LeavingClients clients;

    CancellationTest(@TempDir Path directory) throws IOException {
        clients = new LeavingClients(directory);
    }

    @AfterEach
    void close() throws IOException {
        clients.close();
    }

    @ParameterizedTest
    @CsvSource({
        "QUEUED, HTTP_1_1",
        "QUEUED, HTTP_2",
        "BEFORE_THE_FIRST_BYTE, HTTP_1_1",
        "BEFORE_THE_FIRST_BYTE, HTTP_2",
        "STREAMING, HTTP_1_1",
        "STREAMING, HTTP_2",
        "NOT_STREAMING, HTTP_1_1",
        "NOT_STREAMING, HTTP_2"
    })
    void aHundredOfAHundredFreeTheBackend(LeavingClients.Phase phase, HttpVersion version) {
        for (int i = 0; i < TIMES; i++) {
            clients.leaves(phase, version);
        }
        assertThat(clients.gateway().accounts().inFlight(TestGateway.LISTING.model()))
                .isZero();
    }

    @Test
    void leavingManyTimesLeavesNothingBehind() {
        leave(200);
        long filesBefore = LivingObjects.openFiles();
        leave(DEPARTURES);

        assertThat(clients.gateway().accounts().inFlight(TestGateway.LISTING.model()))
                .isZero();
        Eventually.holds(
                "as many open files as before, " + filesBefore + ", now " + LivingObjects.openFiles(),
                () -> LivingObjects.openFiles() <= filesBefore + STILL_HELD);
        for (String kind : new String[] {
            "io.deopenchat.gateway.round.LiveRound",
            "io.deopenchat.gateway.round.Exchange",
            "io.deopenchat.gateway.api.RoundResponse",
            "io.deopenchat.gateway.backend.Place",
            "io.deopenchat.gateway.backend.Dispatch",
            "io.vertx.core.impl.VertxImpl$InternalTimerHandler"
        }) {
            Eventually.holds(
                    "few of " + kind + " live, now " + LivingObjects.count(kind),
                    () -> LivingObjects.count(kind) <= STILL_HELD);
        }
    }

    private void leave(int times) {
        LeavingClients.Phase[] phases = LeavingClients.Phase.values();
        for (int i = 0; i < times; i++) {
            HttpVersion version = i / phases.length % 2 == 0 ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_2;
            clients.leaves(phases[i % phases.length], version);
        }
    }
}
