package io.deopenchat.chaos.processes;

import java.time.Duration;

/**
 * How much is done to the programs.
 *
 * @param seed what befalls whom, in which order; the machine decides the rest
 * @param rounds chats that are to be answered whole before the storm ends
 * @param kills SIGKILLs in the storm
 * @param callers applications that chat at the same time
 * @param calm how long is measured before the storm
 * @param recovery how long the rate may take after it until it is what it was
 */
record Plan(long seed, long rounds, int kills, int callers, Duration calm, Duration recovery) {
    static final int CALLERS = 8;

    Plan {
        if (rounds < 1 || kills < 1 || callers < 1) {
            throw new IllegalArgumentException(
                    "expected at least one round, kill and caller, got " + rounds + ", " + kills + " and " + callers);
        }
    }

    static Plan of(long seed, long rounds, int kills) {
        return new Plan(seed, rounds, kills, CALLERS, Duration.ofSeconds(10), Duration.ofSeconds(60));
    }

    Plan measuring(Duration before, Duration after) {
        return new Plan(seed, rounds, kills, callers, before, after);
    }
}
