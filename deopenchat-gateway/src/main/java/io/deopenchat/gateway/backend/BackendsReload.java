package io.deopenchat.gateway.backend;

import io.deopenchat.http.FileWatch;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes over the file of backends when it changes. What cannot be read changes nothing. */
public final class BackendsReload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackendsReload.class);
    public static final Duration INTERVAL = FileWatch.INTERVAL;

    private final BackendsFile file;
    private final Backends backends;
    private final FileWatch watch;

    public BackendsReload(Vertx vertx, BackendsFile file, Backends backends, Duration interval) {
        this.file = file;
        this.backends = backends;
        this.watch = new FileWatch(vertx, List.of(file.path()), interval, this::reload);
    }

    private void reload() {
        BackendPlan plan = file.read();
        backends.reload(plan);
        LOG.info("took over {} backends from {}", plan.backends().size(), file.path());
    }

    @Override
    public void close() {
        watch.close();
    }
}
