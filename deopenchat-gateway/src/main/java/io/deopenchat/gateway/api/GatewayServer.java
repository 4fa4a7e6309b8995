package io.deopenchat.gateway.api;

import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.config.GatewayConfig;
import io.deopenchat.gateway.config.TlsConfig;
import io.deopenchat.gateway.escrow.Offers;
import io.deopenchat.gateway.round.Rounds;
import io.deopenchat.http.Await;
import io.deopenchat.http.BodyReader;
import io.deopenchat.http.RequestThread;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Limits;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Signer;
import io.deopenchat.signing.Verifier;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The HTTP server of the gateway. */
public final class GatewayServer implements AutoCloseable {
    static final int MAX_HEADER_BYTES = 16 * 1_024;

    /** Room for the largest number of sequences that one confirmation may cover. */
    static final int MAX_CONFIRMATION_BYTES = 4_096 + Limits.MAX_CONFIRMED_AT_ONCE * 24;

    static final Duration START_TIMEOUT = Duration.ofSeconds(10);
    static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(5);

    /** Longer than any answer may be silent: this only finds connections whose other end is gone. */
    static final Duration IDLE_TIMEOUT = Duration.ofMinutes(16);

    /** Requests at the same time on one HTTP/2 connection: what one bridge may have in its window, and some to cancel them. */
    static final int MAX_STREAMS = 2 * Limits.SEQUENCE_WINDOW;

    private final HttpServer server;
    private final @Nullable CertificateReload certificate;

    private GatewayServer(HttpServer server, @Nullable CertificateReload certificate) {
        this.server = server;
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
            Wei creditLimit,
            Consumer<ErrorCode> onRefusal,
            Runnable onConfirmation,
            InstantSource clock,
            String version) {
        BodyReader bodies = new BodyReader(vertx, config.maxBodyBytes(), BodyReader.DEFAULT_TIME_LIMIT);
        RequestThread threads = new RequestThread("gw");
        Authentication authentication = new Authentication(domain, provider, verifier, clock);
        Router routes = Routes.of(
                vertx,
                new InferenceHandler(
                        vertx,
                        bodies,
                        threads,
                        authentication,
                        offers,
                        rounds,
                        operator.address(),
                        config.limits(),
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
                        onConfirmation),
                new PublicHandlers(
                        domain,
                        operator.address(),
                        offers,
                        accounts,
                        config.limits(),
                        PublicHandlers.service(config.maxBodyBytes(), creditLimit),
                        clock,
                        version));
        HttpServer server = vertx.createHttpServer(options(config)).requestHandler(routes);
        Await.within(START_TIMEOUT, server.listen(), "opening " + config.host() + ":" + config.port());
        TlsConfig tls = config.tls();
        return new GatewayServer(
                server, tls == null ? null : new CertificateReload(vertx, server, tls, CertificateReload.INTERVAL));
    }

    private static HttpServerOptions options(GatewayConfig config) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setTcpNoDelay(true)
                .setHttp2ClearTextEnabled(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setIdleTimeout((int) IDLE_TIMEOUT.toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        TlsConfig tls = config.tls();
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
        if (certificate != null) {
            certificate.close();
        }
        Await.within(DRAIN_TIMEOUT.multipliedBy(2), server.shutdown(DRAIN_TIMEOUT), "ending open connections");
    }
}
