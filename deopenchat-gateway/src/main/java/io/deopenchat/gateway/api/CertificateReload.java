package io.deopenchat.gateway.api;

import io.deopenchat.gateway.config.TlsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes over certificate and key when their files change; open connections keep what they have. What does not fit changes nothing. */
final class CertificateReload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateReload.class);
    static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final HttpServer server;
    private final TlsConfig tls;
    private final long timer;
    private List<FileTime> seen;

    CertificateReload(Vertx vertx, HttpServer server, TlsConfig tls, Duration interval) {
        this.vertx = vertx;
        this.server = server;
        this.tls = tls;
        this.seen = changedAt();
        this.timer = vertx.setPeriodic(
                interval.toMillis(),
                tick -> vertx.executeBlocking(() -> {
                    look();
                    return null;
                }));
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

    private synchronized void look() {
        List<FileTime> now = changedAt();
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        server.updateSSLOptions(options(tls), true)
                .onSuccess(changed -> LOG.info("took over the certificate in {}", tls.certificate()))
                .onFailure(wrong -> LOG.warn(
                        "the certificate stays as it is, {} and {} do not fit: {}",
                        tls.certificate(),
                        tls.key(),
                        wrong.getMessage()));
    }

    private List<FileTime> changedAt() {
        try {
            return List.of(Files.getLastModifiedTime(tls.certificate()), Files.getLastModifiedTime(tls.key()));
        } catch (IOException gone) {
            return List.of();
        }
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
