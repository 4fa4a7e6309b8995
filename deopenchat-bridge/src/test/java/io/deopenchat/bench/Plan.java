package io.deopenchat.bench;

import java.time.Duration;
import java.util.List;

/** How much is measured. */
record Plan(
        String name,
        int warmUpCalls,
        int warmUpBursts,
        int latencyRounds,
        List<Integer> connections,
        Duration block,
        int repeats,
        int searchSteps,
        Duration searchStep,
        int streamRounds,
        int crowd,
        Duration crowdTime,
        int cancellations,
        int starts,
        int accounts) {
    static final Plan FULL = new Plan(
            "full",
            20_000,
            1_500,
            3_000,
            List.of(1, 8, 32),
            Duration.ofSeconds(15),
            5,
            8,
            Duration.ofSeconds(10),
            20,
            2_000,
            Duration.ofSeconds(60),
            100,
            10,
            16);
    static final Plan QUICK = new Plan(
            "quick",
            20_000,
            1_500,
            1_000,
            List.of(1, 8, 32),
            Duration.ofSeconds(3),
            2,
            6,
            Duration.ofSeconds(3),
            4,
            2_000,
            Duration.ofSeconds(20),
            20,
            3,
            16);

    /** Does everything work? */
    static final Plan SMOKE = new Plan(
            "smoke",
            20,
            2,
            10,
            List.of(2),
            Duration.ofMillis(300),
            1,
            1,
            Duration.ofMillis(300),
            1,
            20,
            Duration.ofSeconds(1),
            1,
            0,
            1);
}
