package io.deopenchat.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** One stream at a time on each path in turn: how long a frame takes from backend to client, the first one and the others. */
final class StreamMeasurement {
    static final String FIRST = "first frame on its way, median";
    static final String FRAME = "a frame on its way, median";
    static final String FRAME_P99 = "a frame on its way, 99th percentile";
    private static final double MICRO = 1e3;

    private final Targets targets;
    private final Results results;
    private final Random random;
    private final long seed;

    StreamMeasurement(Targets targets, Results results, long seed) {
        this.targets = targets;
        this.results = results;
        this.random = new Random(seed);
        this.seed = seed;
    }

    /** When frames arrived. */
    private static final class Frames {
        private final Target target;
        private final Samples first = new Samples();
        private final Samples others = new Samples();
        private boolean begun;

        private Frames(Target target) {
            this.target = target;
        }

        private void see(long writtenAt, long readAt) {
            (begun ? others : first).add(readAt - writtenAt);
            begun = true;
        }
    }

    void run(int rounds) {
        List<Frames> order =
                new ArrayList<>(targets.all().stream().map(Frames::new).toList());
        for (int round = 0; round < rounds; round++) {
            Collections.shuffle(order, random);
            order.forEach(StreamMeasurement::stream);
        }
        order.forEach(this::note);
    }

    private static void stream(Frames frames) {
        frames.begun = false;
        try (Caller caller = new Caller(frames.target.port())) {
            caller.callNext(frames.target.requests(Target.Kind.STREAM), frames::see);
        }
    }

    private void note(Frames frames) {
        Target.Name name = frames.target.name();
        ObjectNode raw = results.list("streams").addObject();
        raw.put("target", name.toString()).put("unit", "ns");
        raw.set("first", Results.numbers(frames.first.toArray()));
        raw.set("others", Results.numbers(frames.others.toArray()));
        results.add(FIRST, name, Samples.Interval.of(frames.first.toArray(), 0.5, seed), MICRO, "µs");
        results.add(FRAME, name, Samples.Interval.of(frames.others.toArray(), 0.5, seed), MICRO, "µs");
        results.add(FRAME_P99, name, Samples.Interval.of(frames.others.toArray(), 0.99, seed), MICRO, "µs");
    }
}
