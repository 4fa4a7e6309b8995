package io.deopenchat.gateway.backend;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A backend and what is known of it. Guarded by the lock of {@link Backends}; times are those of {@link System#nanoTime()}. */
final class BackendState {
    private static final Logger LOG = LoggerFactory.getLogger(BackendState.class);

    /** How many requests more than the least busy backend the preferred one may have, for each of its weight. */
    static final int PATIENCE = 2;

    private final Backend backend;
    private final Breaker breaker = new Breaker();
    private int busy;
    private boolean up = true;
    private boolean removed;

    BackendState(Backend backend) {
        this.backend = backend;
    }

    Backend backend() {
        return backend;
    }

    boolean serves(String model) {
        return backend.profile().serves(model);
    }

    boolean isUsable(long now) {
        return up && breaker.admits(now);
    }

    boolean hasRoom() {
        return busy < backend.profile().capacity();
    }

    /** Compares the work of two for their weights, with one request more. */
    static int compareWork(BackendState left, BackendState right) {
        return Long.compare((left.busy + 1L) * right.weight(), (right.busy + 1L) * left.weight());
    }

    boolean isNotMuchBusierThan(BackendState other) {
        return busy * other.weight() <= (other.busy + (long) PATIENCE) * weight();
    }

    private long weight() {
        return backend.profile().weight();
    }

    void begins() {
        busy++;
        breaker.began();
    }

    /** @param judged whether the request told if the backend works */
    void ends(boolean judged) {
        busy--;
        if (!judged) {
            breaker.undecided();
        }
    }

    void judge(boolean works, long now) {
        boolean wasOpen = breaker.isOpen();
        if (works) {
            breaker.succeeded();
        } else {
            breaker.failed(now);
        }
        if (wasOpen != breaker.isOpen()) {
            LOG.warn("backend {} {}", backend, wasOpen ? "works again" : "fails and is left out for a while");
        }
    }

    /** What a probe found. */
    void found(boolean answers) {
        if (up != answers) {
            up = answers;
            LOG.warn("backend {} is {}", backend, answers ? "up" : "down");
        }
    }

    /** No new request comes; those that run end. */
    void remove() {
        removed = true;
    }

    boolean isDone() {
        return removed && busy == 0;
    }
}
