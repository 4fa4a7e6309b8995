package io.deopenchat.bridge.counterparty;

import io.deopenchat.signing.Address;
import java.time.Instant;

/**
 * What counts of one of those who sell a model.
 *
 * @param who whatever is put in order
 * @param cost of the call in base units, at its ceiling
 * @param capacity calls that it serves at the same time
 * @param trust 1 for who was never caught and is known to live, towards 0 the more stands against it
 * @param since when it registered: among equals the oldest comes first
 */
record Contender<T>(
        T who, double cost, int capacity, Performance.View view, double trust, Instant since, Address address) {

    /** By what this bridge alone has on its way there. */
    boolean isFull() {
        return view.inFlight() >= capacity;
    }

    /** As if nothing were remembered of how it served; what it was caught at stays. */
    Contender<T> forgiven() {
        return new Contender<>(who, cost, capacity, view.forgiven(), trust, since, address);
    }
}
