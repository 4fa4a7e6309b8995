package io.deopenchat.gateway.round;

import io.deopenchat.gateway.account.Terms;
import io.deopenchat.http.TraceParent;
import java.time.Duration;
import java.util.Optional;

/** Hears what becomes of rounds, on event loops and settling threads: must be quick and must not throw. */
public interface RoundListener {
    RoundListener NONE = new RoundListener() {};

    /**
     * An authentic request asks for a round.
     *
     * Who joins a round that runs has no trace of its own, and this one is not heard of again.
     *
     * @param caller where the request belongs in a trace of the caller
     */
    default RoundTrace begins(Terms terms, Optional<TraceParent> caller) {
        return RoundTrace.NONE;
    }

    /** The first bytes of an answer are there, so long after the round began. */
    default void answering(Terms terms, Duration after) {}

    /**
     * Everybody who read the round left before its end.
     *
     * @param answering whether there was something to read
     */
    default void abandoned(Terms terms, boolean answering) {}

    /** A round that was admitted ended. */
    default void ended(Terms terms, RoundEnd end, Duration took) {}
}
