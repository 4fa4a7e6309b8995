package io.deopenchat.chaos.processes;

/** What befalls a message at a named moment. */
enum Strike {
    /** It gets lost, and after a silence the connection, too. */
    DROP,
    /** Half of it arrives, then the connection is gone. */
    CUT,
    /** The request comes a second time; at an answer, when it was answered already. */
    DOUBLE,
    DELAY,
    /** It arrives from somebody who died when it had left. */
    KILL_SENDER,
    /** Whoever gets it dies on it, at once or some milliseconds into the work. */
    KILL_RECEIVER;

    boolean kills() {
        return this == KILL_SENDER || this == KILL_RECEIVER;
    }
}
