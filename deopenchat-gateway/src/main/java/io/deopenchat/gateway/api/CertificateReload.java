package io.deopenchat.gateway.api;

import io.deopenchat.gateway.config.TlsConfig;
import io.deopenchat.http.FileWatch;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes over certificate and key when their files change; open connections keep what they have. What does not fit changes nothing. */
final class CertificateReload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateReload.class);
    static final Duration INTERVAL = FileWatch.INTERVAL;

    private final HttpServer server;
    private final TlsConfig tls;
    private final FileWatch watch;

    CertificateReload(Vertx vertx, HttpServer server, TlsConfig tls, Duration interval) {
        this.server = server;
        this.tls = tls;
        this.watch = new FileWatch(vertx, List.of(tls.certificate(), tls.key()), interval, this::reload);
    }

    static PemKeyCertOptions pair(TlsConfig tls) {
        return new PemKeyCertOptions()
                .addCertPath(tls.certificate().toString())
                .addKeyPath(tls.key().toString());
    }

    private static ServerSSLOptions options(TlsConfig tls) {
        ServerSSLOptions options = new ServerSSLOptions();
        options.setKeyCertOptions(pair(tls));
        options.setUseAlpn(true);
        return options;
    }

    private void reload() {
        server.updateSSLOptions(options(tls), true)
                .onSuccess(changed -> LOG.info("took over the certificate in {}", tls.certificate()))
                .onFailure(wrong -> LOG.warn(
                        "the certificate stays as it is, {} and {} do not fit: {}",
                        tls.certificate(),
                        tls.key(),
                        wrong.getMessage()));
    }

    @Override
    public void close() {
        watch.close();
    }
}
