package io.deopenchat.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.support.FakeGateway;
import io.deopenchat.bridge.support.Sockets;
import io.deopenchat.http.Await;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClientSocketTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void whatIsSentToAGatewayLeavesAtOnce() {
        Vertx vertx = Vertx.vertx();
        try (FakeGateway gateway = new FakeGateway()) {
            HttpClientRequest request = Await.within(
                    SOON,
                    vertx.createHttpClient(Bridge.clientOptions())
                            .request(HttpMethod.GET, gateway.port(), "127.0.0.1", "/"),
                    "connecting");

            assertThat(Sockets.sendsAtOnce(request.connection())).isTrue();
        } finally {
            Await.within(SOON, vertx.close(), "closing");
        }
    }
}
