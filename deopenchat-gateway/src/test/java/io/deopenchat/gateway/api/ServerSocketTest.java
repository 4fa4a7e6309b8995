package io.deopenchat.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.fixture.Sockets;
import io.deopenchat.http.Await;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event of a stream is a small write: it must not wait for the acknowledgement of the one before. */
class ServerSocketTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void whatIsAnsweredLeavesAtOnce(@TempDir Path directory) throws IOException {
        Vertx vertx = Vertx.vertx();
        TestGateway gateway = new TestGateway(directory);
        Promise<Boolean> sendsAtOnce = Promise.promise();
        HttpServer server = vertx.createHttpServer(GatewayServer.options(gateway.config()))
                .connectionHandler(accepted -> sendsAtOnce.complete(Sockets.sendsAtOnce(accepted)))
                .requestHandler(request -> {});
        Await.within(SOON, server.listen(), "listening");
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            assertThat(client.isConnected()).isTrue();
            assertThat(Await.within(SOON, sendsAtOnce.future(), "accepting")).isTrue();
        } finally {
            gateway.close();
            Await.within(SOON, vertx.close(), "closing");
        }
    }
}
