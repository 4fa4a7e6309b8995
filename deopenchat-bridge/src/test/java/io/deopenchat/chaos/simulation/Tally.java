package io.deopenchat.chaos.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What many runs came to. */
final class Tally {
    private static final int FAILURES_KEPT = 1_000;

    private final List<Outcome> failures = new ArrayList<>();
    private long seeds;
    private long failed;
    private long rounds;
    private long fewest = Long.MAX_VALUE;
    private long served;
    private long crashes;
    private long lost;
    private long repeated;

    void add(Outcome outcome) {
        seeds++;
        rounds += outcome.rounds();
        served += outcome.served();
        crashes += outcome.crashes();
        lost += outcome.lost();
        repeated += outcome.repeated();
        if (outcome.isClean()) {
            fewest = Math.min(fewest, outcome.rounds());
        } else {
            failed++;
            if (failures.size() < FAILURES_KEPT) {
                failures.add(outcome);
            }
        }
    }

    void add(Tally other) {
        failures.addAll(other.failures);
        seeds += other.seeds;
        failed += other.failed;
        rounds += other.rounds;
        fewest = Math.min(fewest, other.fewest);
        served += other.served;
        crashes += other.crashes;
        lost += other.lost;
        repeated += other.repeated;
    }

    /** In the order of their seeds. */
    List<Outcome> failures() {
        return failures.stream()
                .sorted(Comparator.comparingLong(outcome -> outcome.plan().seed()))
                .toList();
    }

    long seeds() {
        return seeds;
    }

    long failed() {
        return failed;
    }

    long rounds() {
        return rounds;
    }

    /** Of any run that no finding ended early; 0 if there was none. */
    long fewestRounds() {
        return failed == seeds ? 0 : fewest;
    }

    @Override
    public String toString() {
        return seeds + " seeds, " + rounds + " rounds, " + served + " served, " + crashes + " crashes, " + lost
                + " messages lost and " + repeated + " repeated: " + failed + " seeds failed";
    }
}
