package io.deopenchat.gateway.operations;

import io.deopenchat.cli.BindAddress;
import io.deopenchat.http.Await;
import io.deopenchat.http.RequestThread;
import io.deopenchat.protocol.Json;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Health and metrics for whoever reaches the port: it asks nobody who they are, and tells no client and no content. */
public final class AdminServer implements AutoCloseable {
    static final Duration START_TIMEOUT = Duration.ofSeconds(10);
    static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    static final int MAX_HEADER_BYTES = 16 * 1_024;

    private final Health health;
    private final Metrics metrics;
    private final ExpositionFormats formats = ExpositionFormats.init();
    private final RequestThread threads = new RequestThread("admin");
    private final HttpServer server;

    /** Listens; returns when connections are accepted. */
    public AdminServer(Vertx vertx, BindAddress address, Health health, Metrics metrics) {
        this.health = health;
        this.metrics = metrics;
        Router routes = Router.router(vertx);
        routes.get("/health/live").handler(call -> status(call.response(), 200, "live"));
        routes.get("/health/ready").handler(call -> ready(call.response()));
        routes.get("/metrics").handler(call -> threads.run(call.request(), () -> scrape(call.request())));
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(address.host())
                        .setPort(address.port())
                        .setHttp2ClearTextEnabled(false)
                        .setMaxHeaderSize(MAX_HEADER_BYTES))
                .requestHandler(routes);
        Await.within(START_TIMEOUT, server.listen(), "opening " + address);
    }

    public int port() {
        return server.actualPort();
    }

    private void ready(HttpServerResponse response) {
        Optional<Health.Problem> problem = health.problem();
        status(
                response,
                problem.isPresent() ? 503 : 200,
                problem.map(what -> what.name().toLowerCase(Locale.ROOT)).orElse("ready"));
    }

    private static void status(HttpServerResponse response, int code, String status) {
        write(
                response.setStatusCode(code).putHeader("content-type", "application/json"),
                Json.bytes(Json.object().put("status", status)));
    }

    /** Looks at the accounts, which may have to wait for their lock: never on an event loop. */
    private void scrape(HttpServerRequest request) {
        ExpositionFormatWriter format = formats.findWriter(request.getHeader("accept"));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            format.write(text, metrics.snapshots());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        write(request.response().putHeader("content-type", format.getContentType()), text.toByteArray());
    }

    private static void write(HttpServerResponse response, byte[] body) {
        // who went away needs no answer
        response.putHeader("cache-control", "no-store").end(Buffer.buffer(body)).otherwiseEmpty();
    }

    @Override
    public void close() {
        Await.within(CLOSE_TIMEOUT, server.close(), "closing the admin port");
    }
}
