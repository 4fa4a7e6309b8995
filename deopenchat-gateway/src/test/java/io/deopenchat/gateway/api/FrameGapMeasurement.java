package io.deopenchat.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.TestBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gaps between events of a stream that is written at one event every 5 ms. Where small packets wait for acknowledgements
 * nearly all gaps would be of 40 ms; some come of a machine that does other things. Not one of the tests: it looks at a clock, and is run by {@code scripts/measure}.
 */
class FrameGapMeasurement {
    private static final Duration BETWEEN_EVENTS = Duration.ofMillis(5);
    private static final int EVENTS = 400;
    private static final long STALL_MILLIS = 35;
    private static final int MOST_STALLS = EVENTS / 4;
    private static final String STREAM = "{\"model\":\"" + Offer.MODEL
            + "\",\"max_tokens\":1000,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    @Test
    void anEventEveryFiveMilliseconds(@TempDir Path directory) throws Exception {
        ClientKey client = new ClientKey("client");
        try (TestGateway gateway = new TestGateway(directory)) {
            gateway.accounts().update(Escrow.of(client, 100_000_000).state());
            TestConnection connection = gateway.post(gateway.wish(client, 1, STREAM));
            TestBackend.Call call = gateway.backend().next().beginsStream();
            Thread backend = Thread.ofPlatform().start(() -> write(call));
            connection.head();
            Map<Long, Integer> gaps = gaps(connection);
            backend.join();
            gaps.forEach((millis, times) -> System.out.printf("%4d ms %5d%n", millis, times));
            int stalls = gaps.entrySet().stream()
                    .filter(gap -> gap.getKey() >= STALL_MILLIS)
                    .mapToInt(Map.Entry::getValue)
                    .sum();
            assertThat(stalls).as("gaps of %d ms and more", STALL_MILLIS).isLessThanOrEqualTo(MOST_STALLS);
        }
    }

    private static void write(TestBackend.Call call) {
        for (int i = 0; i < EVENTS; i++) {
            call.says("word " + i + ".");
            LockSupport.parkNanos(BETWEEN_EVENTS.toNanos());
        }
        call.usage(7, EVENTS).done();
    }

    private static Map<Long, Integer> gaps(TestConnection connection) throws IOException {
        Map<Long, Integer> gaps = new TreeMap<>();
        connection.readUntil("word 0.");
        long before = System.nanoTime();
        for (int i = 1; i < EVENTS; i++) {
            connection.readUntil("word " + i + ".");
            long now = System.nanoTime();
            gaps.merge(Duration.ofNanos(now - before).toMillis(), 1, Integer::sum);
            before = now;
        }
        return gaps;
    }
}
