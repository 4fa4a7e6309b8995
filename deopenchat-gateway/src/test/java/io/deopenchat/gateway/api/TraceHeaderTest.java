package io.deopenchat.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.http.TraceParent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a caller's {@code traceparent} becomes. */
@Timeout(120)
class TraceHeaderTest {
    private static final String CHAT =
            "{\"model\":\"" + Offer.MODEL + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final TraceParent CALLER =
            new TraceParent("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "01");

    private final ClientKey client = new ClientKey("client");
    private final TestGateway gateway;

    TraceHeaderTest(@TempDir Path directory) {
        gateway = new TestGateway(directory);
        gateway.accounts().update(Escrow.of(client, 100_000_000).state());
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private int statusWith(String traceParent) throws IOException {
        TestConnection answer =
                gateway.post(gateway.connect(), gateway.wish(client, 1, CHAT), Map.of(TraceParent.HEADER, traceParent));
        gateway.backend().next().answers(TestBackend.completion("Hello", 7, 3));
        return answer.head().status();
    }

    @Test
    void isWhereTheRoundBelongs() throws IOException {
        assertThat(statusWith(CALLER.header())).isEqualTo(200);
        assertThat(gateway.traced()).containsExactly(CALLER);
    }

    @Test
    void isNothingAndDisturbsNothingIfItIsNone() throws IOException {
        assertThat(statusWith("00-nonsense")).isEqualTo(200);
        assertThat(gateway.traced()).isEmpty();
    }
}
