package io.deopenchat.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.bridge.support.Chromium;
import io.deopenchat.bridge.support.FakeGateway;
import io.deopenchat.bridge.support.Registry;
import io.deopenchat.bridge.support.RunningBridge;
import io.deopenchat.http.Await;
import io.deopenchat.protocol.Json;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A page from another port of this machine, in a real browser, tries whatever a page can send, at a bridge that demands no key. It
 * writes into its document what it could read and how each try ended.
 */
class HostilePageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int SECONDS_FOR_THE_PAGE = 90;
    private static final String PAGE = "/page.html";

    private final Vertx vertx = Vertx.vertx();
    private final FakeGateway gateway = new FakeGateway();
    private final CompletableFuture<String> document = new CompletableFuture<>();

    @AfterEach
    void leaves() {
        gateway.close();
        Await.within(PATIENCE, vertx.close(), "closing");
    }

    @Test
    void aPageReadsNothingAndHasNothingSigned(@TempDir Path scratch) throws Exception {
        Chromium chromium = Chromium.installed();
        try (RunningBridge bridge = new RunningBridge(scratch.resolve("bridge"), new Registry(gateway.endpoint()))) {
            assertThat(bridge.chats().statusCode()).isEqualTo(200);
            HttpServer site = serves(bridge.port());

            try (Chromium.Window window = chromium.opens(
                    "http://evil.example:" + site.actualPort() + PAGE, "evil.example", scratch.resolve("profile"))) {
                ObjectNode tries = Json.parseObject(
                        document.get(SECONDS_FOR_THE_PAGE, TimeUnit.SECONDS).getBytes(StandardCharsets.UTF_8));
                assertThat(window.isOpen()).isTrue();
                readOnlyItsOwn(tries);
            }
            assertThat(gateway.requests()).hasSize(1);
            assertThat(bridge.rounds()).hasSize(1);
        }
    }

    private static void readOnlyItsOwn(ObjectNode tries) {
        TreeMap<String, String> ended = new TreeMap<>();
        tries.properties().forEach(one -> ended.put(one.getKey(), one.getValue().asText()));
        assertThat(ended.remove("its own site")).isEqualTo("read: mine");
        System.out.println("a page in a browser: " + ended);
        assertThat(ended).hasSizeGreaterThanOrEqualTo(15);
        assertThat(ended.values()).noneMatch(end -> end.startsWith("read:") || end.startsWith("opened"));
    }

    private HttpServer serves(int bridgePort) {
        return Await.within(
                PATIENCE,
                vertx.createHttpServer()
                        .requestHandler(request -> serve(request, bridgePort))
                        .listen(0, "127.0.0.1"),
                "the page's site");
    }

    private void serve(HttpServerRequest request, int bridgePort) {
        switch (String.valueOf(request.path())) {
            case PAGE ->
                request.response()
                        .putHeader("content-type", "text/html")
                        .end(page().replace("BRIDGE_PORT", Integer.toString(bridgePort)));
            case "/mine" -> request.response().end("mine");
            case "/document" ->
                request.body().onSuccess(body -> {
                    request.response().end();
                    document.complete(body.toString());
                });
            default -> request.response().setStatusCode(404).end();
        }
    }

    private static String page() {
        try (InputStream in = HostilePageIT.class.getResourceAsStream("hostile-page.html")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
