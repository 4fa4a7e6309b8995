package io.deopenchat.acceptance.backend;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * A place in an answer where the backend waits for the test: until {@link #open}, or until enough requests stand before
 * it.
 */
public final class Gate {
    private final Promise<Void> opened = Promise.promise();
    private final Tally arrivals = new Tally("arrivals at the gate");
    private final int opensAt;

    private Gate(int opensAt) {
        this.opensAt = opensAt;
    }

    /** Stays closed until the test opens it. */
    public static Gate closed() {
        return new Gate(Integer.MAX_VALUE);
    }

    /** Opens when the {@code n}th request arrives: everybody before waits for it. */
    public static Gate openingForAll(int n) {
        return new Gate(n);
    }

    public void open() {
        opened.tryComplete();
    }

    public int arrivals() {
        return arrivals.get();
    }

    /** Waits, bounded, until so many answers have come this far. */
    public void awaitArrivals(int n) {
        arrivals.await(n);
    }

    Future<Void> arrive() {
        if (arrivals.add() >= opensAt) {
            open();
        }
        return opened.future();
    }
}
