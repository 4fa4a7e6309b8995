package io.deopenchat.chaos.simulation;

/**
 * What a run is about.
 *
 * @param rounds that clients ask for while things go wrong
 */
record Plan(long seed, int providers, int clients, int rounds, Bug bug) {
    static final int ROUNDS = 200;

    static Plan of(long seed) {
        return new Plan(seed, 2, 3, ROUNDS, Bug.NONE);
    }

    Plan with(Bug planted) {
        return new Plan(seed, providers, clients, rounds, planted);
    }
}
