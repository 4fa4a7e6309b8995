package io.deopenchat.bridge.api;

import io.deopenchat.bridge.application.ApplicationKeys;
import io.deopenchat.bridge.comparison.Inbox;
import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.counterparty.Choice;
import io.deopenchat.bridge.market.OrderBook;
import io.deopenchat.bridge.provider.Relay;
import io.deopenchat.bridge.spending.Budgets;
import io.deopenchat.http.BodyReader;
import io.deopenchat.http.RequestThread;
import io.deopenchat.http.VersionGuard;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
    private final HeldRounds held;
    private final Duration drain;

    private BridgeServer(HttpServer server, InFlight inFlight, HeldRounds held, Duration drain) {
        this.server = server;
        this.inFlight = inFlight;
        this.held = held;
        this.drain = drain;
    }

    /**
     * Listens; returns when connections are accepted.
     *
     * @param clock by which it is known who left because of a timeout
     * @param orders through which calls of the open market are answered; empty if nothing may be staked
     * @param pairs where answers are kept that are to be compared
     * @param metrics answers a request for them
     * @param keys of which applications must show one; null if they need none
     */
    public static BridgeServer start(
            Vertx vertx,
            BridgeConfig config,
            Choice choice,
            Relay relay,
            Budgets budgets,
            @Nullable ApplicationKeys keys,
            Inbox pairs,
            Optional<OrderBook> orders,
            CallListener listener,
            Consumer<HttpServerRequest> metrics,
            InstantSource clock) {
        InFlight inFlight = new InFlight();
        HeldRounds held = new HeldRounds();
        SecondOpinion second = new SecondOpinion(config.comparing(), pairs, choice, relay, budgets, inFlight::beside);
        Optional<MarketCalls> market = orders.map(book -> new MarketCalls(book, relay, budgets, inFlight::beside));
        InferenceHandler inference =
                new InferenceHandler(choice, relay, budgets, inFlight::beside, second, market, listener);
        RequestThread threads = new RequestThread("br");
        CallReader calls = new CallReader(
                vertx,
                new BodyReader(vertx, config.maxBodyBytes(), BodyReader.DEFAULT_TIME_LIMIT),
                threads,
                inference,
                inFlight,
                held,
                clock);
        HttpServer server = vertx.createHttpServer(options(config))
                .connectionHandler(VersionGuard::watch)
                .requestHandler(Routes.of(
                        vertx,
                        new LocalGuard(),
                        new Callers(keys),
                        calls,
                        new ModelsHandler(choice),
                        new ReceiptsHandler(choice, threads),
                        request -> threads.run(request, () -> metrics.accept(request))));
        listen(server, config);
        return new BridgeServer(server, inFlight, held, config.drain());
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

    static HttpServerOptions options(BridgeConfig config) {
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

    public int heldRounds() {
        return held.size();
    }

    /** Stops accepting, lets what is being answered finish within a bound, then cuts it and waits for its receipts. */
    @Override
    public void close() {
        held.close();
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
