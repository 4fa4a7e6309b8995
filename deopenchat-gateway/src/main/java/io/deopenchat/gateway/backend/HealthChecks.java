package io.deopenchat.gateway.backend;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Asks every backend from time to time whether it is there; none costs a token. A backend that once does not answer is asked again. */
public final class HealthChecks implements AutoCloseable {
    public static final Duration INTERVAL = Duration.ofSeconds(10);
    static final Duration TIMEOUT = Duration.ofSeconds(5);
    static final int FAILURES_UNTIL_DOWN = 2;

    private final Vertx vertx;
    private final Backends backends;
    private final Map<Backend, Integer> failures = new HashMap<>();
    private final long timer;

    public HealthChecks(Vertx vertx, Backends backends, Duration interval) {
        this.vertx = vertx;
        this.backends = backends;
        this.timer = vertx.setPeriodic(interval.toMillis(), tick -> probeAll());
    }

    private void probeAll() {
        failures.keySet().retainAll(backends.all());
        backends.serveQueue();
        backends.all()
                .forEach(backend -> probe(backend)
                        .map(HealthChecks::isAlive)
                        .otherwise(false)
                        .onSuccess(alive -> found(backend, alive)));
    }

    private static Future<Integer> probe(Backend backend) {
        try {
            return backend.probe(TIMEOUT);
        } catch (RuntimeException unsendable) {
            return Future.failedFuture(unsendable);
        }
    }

    /** A backend that knows no such page, or wants another key for it, is there all the same; one that loads its model says 503. */
    private static boolean isAlive(int status) {
        return status < 500;
    }

    private void found(Backend backend, boolean alive) {
        int inARow = alive ? 0 : failures.getOrDefault(backend, 0) + 1;
        failures.put(backend, inARow);
        if (alive || inARow >= FAILURES_UNTIL_DOWN) {
            backends.probed(backend, alive);
        }
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
