package io.deopenchat.gateway.api;

import io.deopenchat.gateway.access.ClientLists;
import io.deopenchat.gateway.access.Door;
import io.deopenchat.gateway.access.RequestRate;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.config.GatewayConfig;
import io.deopenchat.gateway.config.TlsConfig;
import io.deopenchat.gateway.escrow.Offers;
import io.deopenchat.gateway.round.Rounds;
import io.deopenchat.gateway.sealing.EncryptionKeys;
import io.deopenchat.http.Await;
import io.deopenchat.http.BodyReader;
import io.deopenchat.http.ByteBudget;
import io.deopenchat.http.FileWatch;
import io.deopenchat.http.RequestThread;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Signer;
import io.deopenchat.signing.Verifier;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The HTTP server of the gateway. */
public final class GatewayServer implements AutoCloseable {
    static final int MAX_HEADER_BYTES = 16 * 1_024;

    /** Room for the largest number of sequences that one confirmation may cover. */
    static final int MAX_CONFIRMATION_BYTES = 4_096 + Limits.MAX_CONFIRMED_AT_ONCE * 24;

    /** For bodies on their way in; each takes up to three times its size for a moment when it is whole. */
    static final int BODIES_SHARE_OF_HEAP = 8;

    static final Duration START_TIMEOUT = Duration.ofSeconds(10);
    static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(5);

    /** Longer than a backend may be silent: this only finds connections whose other end is gone. */
    static final Duration IDLE_TIMEOUT = Limits.LONGEST_ANSWER.plusMinutes(1);

    /** Requests at the same time on one HTTP/2 connection: what one bridge may have in its window, and some to cancel them. */
    static final int MAX_STREAMS = 2 * Limits.SEQUENCE_WINDOW;

    /**
     * Streams that the caller of one HTTP/2 connection may cancel within {@link #RESET_WINDOW}: its whole window, four times
     * over. The default of 200 would cut a bridge that cancels what it has in flight, and with it all that it wants to keep;
     * a rapid reset (CVE-2023-44487) cancels as many in milliseconds.
     */
    static final int MAX_RESETS = 4 * Limits.SEQUENCE_WINDOW;

    static final Duration RESET_WINDOW = Duration.ofSeconds(30);

    private final HttpServer server;
    private final ClientLists clients;
    private final @Nullable CertificateReload certificate;

    private GatewayServer(HttpServer server, ClientLists clients, @Nullable CertificateReload certificate) {
        this.server = server;
        this.clients = clients;
        this.certificate = certificate;
    }

    /**
     * Listens; returns when connections are accepted.
     *
     * @param onRefusal hears why a request for inference was refused; must be quick and must not throw
     * @param onConfirmation called after every confirmation that was stored
     */
    public static GatewayServer start(
            Vertx vertx,
            GatewayConfig config,
            Domain domain,
            Address provider,
            Signer operator,
            Verifier verifier,
            Supplier<Offers> offers,
            AccountBook accounts,
            Rounds rounds,
            EncryptionKeys keys,
            Wei creditLimit,
            Consumer<ErrorCode> onRefusal,
            Runnable onConfirmation,
            InstantSource clock,
            String version) {
        ByteBudget arriving =
                ByteBudget.ofHeap(BODIES_SHARE_OF_HEAP, config.listen().maxBodyBytes());
        BodyReader bodies =
                new BodyReader(vertx, config.listen().maxBodyBytes(), BodyReader.DEFAULT_TIME_LIMIT, arriving);
        BodyReader countedBodies = new BodyReader(
                vertx,
                Math.min(config.listen().maxBodyBytes(), Limits.MAX_COUNTED_BODY_BYTES),
                BodyReader.DEFAULT_TIME_LIMIT,
                arriving);
        RequestThread threads = new RequestThread("gw");
        Authentication authentication = new Authentication(
                domain,
                provider,
                verifier,
                clock,
                new RequestRate<>(config.access().requestsPerSecondPerAccount(), System::nanoTime),
                new RequestRate<>(config.access().requestsPerSecondPerAccount(), System::nanoTime));
        ClientLists clients = new ClientLists(vertx, config.access().clients(), FileWatch.INTERVAL);
        Door door = new Door(vertx, config.access(), System::nanoTime);
        Router routes = Routes.of(
                vertx,
                new InferenceHandler(
                        vertx,
                        bodies,
                        countedBodies,
                        threads,
                        authentication,
                        clients,
                        offers,
                        accounts,
                        rounds,
                        keys,
                        operator.address(),
                        config.serving().limits(),
                        onRefusal),
                new AccountHandlers(
                        new BodyReader(vertx, MAX_CONFIRMATION_BYTES, BodyReader.DEFAULT_TIME_LIMIT),
                        threads,
                        authentication,
                        verifier,
                        domain,
                        provider,
                        operator,
                        offers,
                        accounts,
                        rounds,
                        keys,
                        onConfirmation),
                new PublicHandlers(
                        domain,
                        operator.address(),
                        offers,
                        accounts,
                        config.serving().limits(),
                        PublicHandlers.service(config, creditLimit),
                        keys,
                        clock,
                        version));
        HttpServer server = vertx.createHttpServer(options(config))
                .connectionHandler(door::opened)
                .requestHandler(behind(door, bodies, onRefusal, routes));
        Await.within(
                START_TIMEOUT,
                server.listen(),
                "opening " + config.listen().host() + ":" + config.listen().port());
        TlsConfig tls = config.listen().tls();
        return new GatewayServer(
                server,
                clients,
                tls == null ? null : new CertificateReload(vertx, server, tls, CertificateReload.INTERVAL));
    }

    private static Handler<HttpServerRequest> behind(
            Door door, BodyReader bodies, Consumer<ErrorCode> onRefusal, Router routes) {
        return request -> {
            request.response().putHeader("x-content-type-options", "nosniff");
            Optional<ProtocolError> refusal = door.refuses(request)
                    .or(() -> RequestForm.fault(request)
                            .map(fault -> ProtocolError.of(ErrorCode.INVALID_REQUEST, fault)));
            if (refusal.isPresent()) {
                onRefusal.accept(refusal.get().code());
                bodies.refuse(request, refusal.get());
            } else {
                routes.handle(request);
            }
        };
    }

    static HttpServerOptions options(GatewayConfig config) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.listen().host())
                .setPort(config.listen().port())
                .setTcpNoDelay(true)
                .setHttp2ClearTextEnabled(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setHttp2RstFloodMaxRstFramePerWindow(MAX_RESETS)
                .setHttp2RstFloodWindowDuration((int) RESET_WINDOW.toSeconds())
                .setIdleTimeout((int) IDLE_TIMEOUT.toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setSslHandshakeTimeout(config.access().patience().head().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        TlsConfig tls = config.listen().tls();
        return tls == null
                ? options
                : options.setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(CertificateReload.pair(tls))
                        .setInitialSettings(new Http2Settings()
                                .setMaxConcurrentStreams(MAX_STREAMS)
                                .setMaxHeaderListSize(MAX_HEADER_BYTES));
    }

    public int port() {
        return server.actualPort();
    }

    /** Stops accepting, lets what is being answered finish within a bound, then cuts it. */
    @Override
    public void close() {
        clients.close();
        if (certificate != null) {
            certificate.close();
        }
        Await.within(DRAIN_TIMEOUT.multipliedBy(2), server.shutdown(DRAIN_TIMEOUT), "ending open connections");
    }
}
