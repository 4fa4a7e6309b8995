package io.deopenchat.gateway.round;

import io.deopenchat.gateway.account.Terms;
import java.time.Duration;

/** Hears what becomes of rounds, on event loops and settling threads: must be quick and must not throw. */
public interface RoundListener {
    RoundListener NONE = new RoundListener() {};

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
