package io.deopenchat.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.support.Parties;
import io.deopenchat.bridge.support.Sockets;
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
    void whatAnApplicationIsAnsweredLeavesAtOnce(@TempDir Path directory) throws IOException {
        Vertx vertx = Vertx.vertx();
        Promise<Boolean> sendsAtOnce = Promise.promise();
        HttpServer server = vertx.createHttpServer(
                        BridgeServer.options(BridgeConfig.of("127.0.0.1", 0, Parties.PROVIDER, directory)))
                .connectionHandler(accepted -> sendsAtOnce.complete(Sockets.sendsAtOnce(accepted)))
                .requestHandler(request -> {});
        Await.within(SOON, server.listen(), "listening");
        try (Socket application = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            assertThat(application.isConnected()).isTrue();
            assertThat(Await.within(SOON, sendsAtOnce.future(), "accepting")).isTrue();
        } finally {
            Await.within(SOON, vertx.close(), "closing");
        }
    }
}
