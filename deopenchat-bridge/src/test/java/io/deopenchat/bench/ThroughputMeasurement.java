package io.deopenchat.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** The highest rate at which 99 of 100 calls have their answer within a bound and none fails: an open loop, and halving. */
final class ThroughputMeasurement {
    static final Duration BOUND = Duration.ofMillis(20);
    static final String NAME = "throughput within 20 ms in 99 of 100";
    private static final int CONNECTIONS = 64;
    private static final int CLOSED_CONNECTIONS = 16;

    private final Results results;
    private final Plan plan;

    ThroughputMeasurement(Results results, Plan plan) {
        this.results = results;
        this.plan = plan;
    }

    void run(Target target) {
        Requests requests = target.requests(Target.Kind.ANSWER);
        double high;
        try (Load load = Load.on(target.port(), CLOSED_CONNECTIONS, requests)) {
            high = 1.2 * load.closed(plan.searchStep().dividedBy(2)).perSecond();
        }
        double low = 0;
        try (Load load = Load.on(target.port(), CONNECTIONS, requests)) {
            for (int step = 0; step < plan.searchSteps(); step++) {
                double rate = step == 0 ? high * 2 / 3 : (low + high) / 2;
                if (isHeld(target, load, requests, rate)) {
                    low = rate;
                } else {
                    high = rate;
                }
            }
        }
        results.add(NAME, target.name(), low, "1/s");
    }

    private boolean isHeld(Target target, Load load, Requests requests, double rate) {
        requests.prepare((int) (rate * plan.searchStep().toMillis() / 1_000) + CONNECTIONS);
        Load.Outcome outcome = load.open(rate, plan.searchStep());
        double p99 = Samples.quantile(outcome.nanos(), 0.99);
        boolean held = outcome.failed() == 0 && p99 <= BOUND.toNanos();
        ObjectNode raw = results.list("throughput").addObject();
        raw.put("target", target.name().toString())
                .put("askedPerSecond", rate)
                .put("answeredPerSecond", outcome.perSecond())
                .put("p50Nanos", (long) Samples.quantile(outcome.nanos(), 0.5))
                .put("p99Nanos", (long) p99)
                .put("p999Nanos", (long) Samples.quantile(outcome.nanos(), 0.999))
                .put("failed", outcome.failed())
                .put("held", held);
        return held;
    }
}
