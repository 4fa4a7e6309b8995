package io.deopenchat.gateway.backend;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes over the file of backends when it changes. What cannot be read changes nothing. */
public final class BackendsReload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackendsReload.class);
    public static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final BackendsFile file;
    private final Backends backends;
    private final long timer;
    private Optional<FileTime> seen;

    public BackendsReload(Vertx vertx, BackendsFile file, Backends backends, Duration interval) {
        this.vertx = vertx;
        this.file = file;
        this.backends = backends;
        this.seen = changedAt();
        this.timer = vertx.setPeriodic(
                interval.toMillis(),
                tick -> vertx.executeBlocking(() -> {
                    look();
                    return null;
                }));
    }

    /** One look at a time: {@code executeBlocking} keeps the order. */
    private synchronized void look() {
        Optional<FileTime> now = changedAt();
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        try {
            BackendPlan plan = file.read();
            backends.reload(plan);
            LOG.info("took over {} backends from {}", plan.backends().size(), file.path());
        } catch (RuntimeException wrong) {
            LOG.warn("the backends stay as they are: {}", wrong.getMessage());
        }
    }

    private Optional<FileTime> changedAt() {
        try {
            return Optional.of(Files.getLastModifiedTime(file.path()));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
