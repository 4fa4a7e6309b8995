package io.deopenchat.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What a path adds to one small answer: rounds of one call to each path, in a fresh order, and the difference to the direct
 * call of the same round. What disturbs the machine meets all of them.
 */
final class LatencyMeasurement {
    static final String MEDIAN = "added median";
    static final String P99 = "added 99th percentile";
    private static final int CALLS_BEFORE = 300;
    private static final double MILLI = 1e6;

    private final Targets targets;
    private final Results results;
    private final Random random;
    private final long seed;

    LatencyMeasurement(Targets targets, Results results, long seed) {
        this.targets = targets;
        this.results = results;
        this.random = new Random(seed);
        this.seed = seed;
    }

    /** A path, the one connection to it, and what was measured. */
    private record Subject(Target target, Caller caller, Samples samples) {
        static Subject of(Target target) {
            return new Subject(target, new Caller(target.port()), new Samples());
        }

        long call() {
            return caller.callNext(target.requests(Target.Kind.ANSWER), AnswerReader.Watch.NOBODY);
        }
    }

    void run(int rounds) {
        targets.all().forEach(target -> target.requests(Target.Kind.ANSWER).prepare(rounds + CALLS_BEFORE));
        List<Subject> subjects = targets.all().stream().map(Subject::of).toList();
        List<Subject> order = new ArrayList<>(subjects);
        for (int round = -Math.min(rounds, CALLS_BEFORE); round < rounds; round++) {
            Collections.shuffle(order, random);
            for (Subject subject : order) {
                long nanos = subject.call();
                if (round >= 0) {
                    subject.samples().add(nanos);
                }
            }
        }
        // the first of all targets is the direct one
        long[] direct = subjects.getFirst().samples().toArray();
        for (Subject subject : subjects) {
            subject.caller().close();
            note(subject.target().name(), subject.samples().toArray(), direct);
        }
    }

    private void note(Target.Name name, long[] nanos, long[] direct) {
        ObjectNode raw = results.list("latency").addObject();
        raw.put("target", name.toString()).put("unit", "ns").set("samples", Results.numbers(nanos));
        long[] added = new long[nanos.length];
        for (int i = 0; i < added.length; i++) {
            added[i] = nanos[i] - direct[i];
        }
        results.add("median", name, Samples.Interval.of(nanos, 0.5, seed), MILLI, "ms");
        if (name != Target.Name.DIRECT) {
            results.add(MEDIAN, name, Samples.Interval.of(added, 0.5, seed), MILLI, "ms");
            results.add(P99, name, Samples.Interval.of(added, 0.99, seed), MILLI, "ms");
        }
    }
}
