package io.deopenchat.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.fixture.Sockets;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.http.Await;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackendSocketTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void whatIsSentToABackendLeavesAtOnce() {
        Vertx vertx = Vertx.vertx();
        try (TestBackend backend = new TestBackend()) {
            HttpClientRequest request = Await.within(
                    SOON,
                    vertx.createHttpClient(Backend.options(backend.config()))
                            .request(HttpMethod.GET, backend.url().getPort(), "127.0.0.1", "/"),
                    "connecting");

            assertThat(Sockets.sendsAtOnce(request.connection())).isTrue();
        } finally {
            Await.within(SOON, vertx.close(), "closing");
        }
    }
}
