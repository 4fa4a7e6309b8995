package io.deopenchat.gateway.backend;

import io.deopenchat.http.Breaker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A backend and what is known of it. Guarded by the lock of {@link Backends}; times are those of {@link System#nanoTime()}. */
final class BackendState {
    private static final Logger LOG = LoggerFactory.getLogger(BackendState.class);

    /** How many requests more than the least busy backend the preferred one may have, for each of its weight. */
    static final int PATIENCE = 2;

    private final Backend backend;
    private final Load load;
    private final Breaker breaker = new Breaker();
    private int running;
    private boolean up = true;
    private boolean deliveredSinceProbe;
    private boolean removed;

    /** What a server works on, also for those who knew it under an earlier description. */
    private static final class Load {
        private int requests;
    }

    BackendState(Backend backend) {
        this(backend, new Load());
    }

    private BackendState(Backend backend, Load load) {
        this.backend = backend;
        this.load = load;
    }

    /** The same server, described anew: what it works on still counts. */
    BackendState describedBy(Backend anew) {
        return new BackendState(anew, load);
    }

    boolean isSameServerAs(BackendProfile profile) {
        return backend.config().api().equals(profile.connection().api());
    }

    boolean isUp() {
        return up;
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
        return load.requests < backend.profile().capacity();
    }

    int places() {
        return backend.profile().capacity();
    }

    int taken() {
        return load.requests;
    }

    /** Compares the work of two for their weights, with one request more. */
    static int compareWork(BackendState left, BackendState right) {
        return Long.compare((left.load.requests + 1L) * right.weight(), (right.load.requests + 1L) * left.weight());
    }

    boolean isNotMuchBusierThan(BackendState other) {
        return load.requests * other.weight() <= (other.load.requests + (long) PATIENCE) * weight();
    }

    private long weight() {
        return backend.profile().weight();
    }

    /** @return whether the request tries a backend that was left out */
    boolean begins() {
        load.requests++;
        running++;
        return breaker.began();
    }

    void ends() {
        load.requests--;
        running--;
    }

    /** The request that tried told nothing. */
    void undecided() {
        breaker.undecided();
    }

    void judge(boolean works, boolean trial, long now) {
        boolean wasOpen = breaker.isOpen();
        if (works) {
            breaker.succeeded();
            up = true;
            deliveredSinceProbe = true;
        } else {
            breaker.failed(trial, now);
        }
        if (wasOpen != breaker.isOpen()) {
            LOG.warn("backend {} {}", backend, wasOpen ? "works again" : "fails and is left out for a while");
        }
    }

    /** What a probe found. One that delivers is there, even if it is too busy for questions. */
    void found(boolean answers) {
        boolean delivers = deliveredSinceProbe;
        deliveredSinceProbe = false;
        if (up != answers && !delivers) {
            up = answers;
            LOG.warn("backend {} is {}", backend, answers ? "up" : "down");
        }
    }

    /** No new request comes; those that run end. */
    void remove() {
        removed = true;
    }

    boolean isDone() {
        return removed && running == 0;
    }
}
