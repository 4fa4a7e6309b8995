package io.deopenchat.gateway.round;

import io.deopenchat.http.TraceParent;
import java.util.Optional;

/**
 * Follows one round from phase to phase: admission, the way to a backend, the backend, the settlement. Called in this order, from
 * one thread at a time; a round that ends early leaves some out. Must be quick and must not throw.
 */
public interface RoundTrace {
    RoundTrace NONE = new RoundTrace() {};

    /** The reservation is on disk; what follows is the wait for a place. */
    default void admitted() {}

    /**
     * A backend gets the request: the first, or the next because the one before did not answer.
     *
     * @return what it is told of the trace; empty for nothing
     */
    default Optional<TraceParent> sending(String backend) {
        return Optional.empty();
    }

    /** The first of what a client waits for is there. */
    default void answering() {}

    /** Nothing more is read; what follows is the bill, and the disk. */
    default void settling() {}

    /** After a refusal too. */
    default void ended(RoundEnd end) {}
}
