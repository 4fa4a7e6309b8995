package io.deopenchat.chaos.simulation;

/** An account: which provider and which client of the run. */
record Pair(int provider, int client) {
    @Override
    public String toString() {
        return "p" + provider + "/c" + client;
    }
}
