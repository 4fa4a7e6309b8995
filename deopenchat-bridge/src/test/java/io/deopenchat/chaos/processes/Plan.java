package io.deopenchat.chaos.processes;

import java.time.Duration;

/**
 * How much is done to the programs.
 *
 * @param seed what befalls whom, in which order; the machine decides the rest
 * @param rounds chats that are to be answered whole before the storm ends
 * @param kills SIGKILLs in the storm
 * @param strikes at named messages
 * @param mishaps whom the machine fails
 * @param callers applications that chat at the same time
 * @param calm how long is measured before anything happens
 * @param drizzle how long is measured while faults happen now and then
 * @param recovery how long the rate may take after all of it until it is what it was
 */
record Plan(
        long seed,
        long rounds,
        int kills,
        int strikes,
        Mishaps mishaps,
        int callers,
        Duration calm,
        Duration drizzle,
        Duration recovery) {
    static final int CALLERS = 8;

    /** Whose disk is full, whose syncs fail, whose clock jumps. */
    enum Mishaps {
        NONE,
        GATEWAY,
        BOTH
    }

    Plan {
        if (rounds < 1 || kills < 1 || callers < 1 || strikes < 0) {
            throw new IllegalArgumentException(
                    "expected at least one round, kill and caller, and no fewer than no strikes, got " + rounds + ", "
                            + kills + ", " + callers + " and " + strikes);
        }
    }

    static Plan of(long seed, long rounds, int kills, int strikes, Mishaps mishaps) {
        return new Plan(
                seed,
                rounds,
                kills,
                strikes,
                mishaps,
                CALLERS,
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60));
    }

    Plan measuring(Duration before, Duration between, Duration after) {
        return new Plan(seed, rounds, kills, strikes, mishaps, callers, before, between, after);
    }
}
