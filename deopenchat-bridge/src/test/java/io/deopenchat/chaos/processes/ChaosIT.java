package io.deopenchat.chaos.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small campaign in every build, under one seed; {@code scripts/chaos processes} runs large ones. */
final class ChaosIT {
    private static final boolean FULL =
            System.getProperty("deopenchat.test.counts", "reduced").equals("full");
    private static final long SEED = 20_261_122;
    private static final Duration SHORT = Duration.ofMillis(200);

    @Test
    void theMoneyIsRightWhateverIsKilled(@TempDir Path scratch) throws Exception {
        Plan plan = Plan.of(
                        SEED,
                        FULL ? 400 : 40,
                        FULL ? 5 : 2,
                        FULL ? 12 : 2,
                        FULL ? Plan.Mishaps.GATEWAY : Plan.Mishaps.NONE)
                .measuring(SHORT, SHORT, SHORT);
        Outcome outcome = ProcessChaos.run(plan, scratch, Programs.here());
        System.out.print(new Report(SEED, outcome).text());
        assertThat(outcome.findings()).as("seed %d", SEED).isEmpty();
        assertThat(outcome.counts().get("rounds answered whole")).isPositive();
    }
}
