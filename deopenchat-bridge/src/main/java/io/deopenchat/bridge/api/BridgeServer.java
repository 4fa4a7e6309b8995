package io.deopenchat.bridge.api;

import io.deopenchat.bridge.account.Account;
import io.deopenchat.bridge.account.PriceAgreement;
import io.deopenchat.bridge.account.Reconciliation;
import io.deopenchat.bridge.account.Remedy;
import io.deopenchat.bridge.account.Settlement;
import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.provider.GatewayClient;
import io.deopenchat.bridge.provider.ProviderWatch;
import io.deopenchat.bridge.provider.Relay;
import io.deopenchat.http.BodyReader;
import io.deopenchat.http.RequestThread;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server of the bridge. */
public final class BridgeServer implements AutoCloseable {
    static final int MAX_HEADER_BYTES = 16 * 1_024;
    static final Duration START_TIMEOUT = Duration.ofSeconds(10);

    /** Longer than any answer may be silent: this only finds connections whose other end is gone. */
    static final Duration IDLE_TIMEOUT = Duration.ofMinutes(17);

    private static final Logger LOG = LoggerFactory.getLogger(BridgeServer.class);

    private final HttpServer server;
    private final InFlight inFlight;
    private final Duration drain;

    private BridgeServer(HttpServer server, InFlight inFlight, Duration drain) {
        this.server = server;
        this.inFlight = inFlight;
        this.drain = drain;
    }

    /** Listens; returns when connections are accepted. */
    public static BridgeServer start(
            Vertx vertx,
            BridgeConfig config,
            ProviderWatch watch,
            Account account,
            Reconciliation reconciliation,
            Remedy remedy,
            Settlement settlement,
            Relay relay,
            GatewayClient gateway,
            PriceAgreement prices) {
        InFlight inFlight = new InFlight();
        InferenceHandler inference =
                new InferenceHandler(watch, account, reconciliation, remedy, settlement, relay, gateway, prices);
        CallReader calls = new CallReader(
                vertx,
                new BodyReader(vertx, config.maxBodyBytes(), BodyReader.DEFAULT_TIME_LIMIT),
                new RequestThread("br"),
                inference,
                inFlight);
        HttpServer server = vertx.createHttpServer(options(config))
                .requestHandler(Routes.of(vertx, new LocalGuard(), calls, new ModelsHandler(watch)));
        listen(server, config);
        return new BridgeServer(server, inFlight, config.drain());
    }

    private static void listen(HttpServer server, BridgeConfig config) {
        try {
            server.listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new IllegalStateException(
                    "cannot listen on " + config.host() + ":" + config.port() + ": "
                            + (e.getCause() == null ? e : e.getCause()).getMessage() + "; choose another --bind-addr",
                    e);
        }
    }

    private static HttpServerOptions options(BridgeConfig config) {
        return new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setTcpNoDelay(true)
                .setHttp2ClearTextEnabled(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setIdleTimeout((int) IDLE_TIMEOUT.toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
    }

    public int port() {
        return server.actualPort();
    }

    /** Stops accepting, lets what is being answered finish within a bound, then cuts it and waits for its receipts. */
    @Override
    public void close() {
        server.shutdown(drain)
                .toCompletionStage()
                .toCompletableFuture()
                .completeOnTimeout(null, 2 * drain.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        if (!inFlight.awaitNone(drain)) {
            LOG.warn("some rounds are still open; the next start asks the gateway how they ended");
        }
    }
}
