package io.deopenchat.chaos.simulation;

import java.util.List;

/**
 * What became of a run.
 *
 * @param findings of the auditor; none if all is well
 * @param trace empty unless it was asked for
 * @param rounds that clients opened
 * @param served that reached a backend
 */
record Outcome(
        Plan plan,
        List<String> findings,
        List<String> trace,
        int rounds,
        int served,
        int crashes,
        long lost,
        long repeated) {

    boolean isClean() {
        return findings.isEmpty();
    }
}
