package io.deopenchat.chaos.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.acceptance.Counts;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Money is where it should be, whatever goes wrong; and an auditor that says so can be believed. */
class SimulationTest {
    private static final long FIRST_SEED = 1;

    /** What a seed costs is in docs/chaos.md. */
    private static final int SEEDS = Counts.of(60, 10_000);

    private static final int SEEDS_WITH_A_BUG = Counts.of(30, 150);
    private static final int AT_ONCE = 2;

    /** Otherwise the first that is found is enough. */
    private static final boolean COUNTS_THEM_ALL = Counts.of(0, 1) == 1;

    @TempDir
    private Path scratch;

    @Test
    void nobodyLosesMoneyToCrashesLossesAndRewrittenChains() throws Exception {
        Tally tally = new Campaign(FIRST_SEED, SEEDS, Bug.NONE).run(scratch);
        System.out.println("simulation: " + tally);

        assertThat(tally.failures())
                .as(() -> Campaign.told(tally.failures(), scratch))
                .isEmpty();
        assertThat(tally.seeds()).isEqualTo(SEEDS);
        assertThat(tally.fewestRounds()).isGreaterThanOrEqualTo(Plan.ROUNDS);
    }

    @Test
    void aSeedReplaysItsRun() {
        List<String> first = Campaign.traced(Plan.of(FIRST_SEED), scratch);

        assertThat(Campaign.traced(Plan.of(FIRST_SEED), scratch)).isEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void theAuditorFindsAPlantedBug(Bug bug) throws Exception {
        Tally tally = new Tally();
        while (tally.seeds() < SEEDS_WITH_A_BUG && (COUNTS_THEM_ALL || tally.failed() == 0)) {
            tally.add(new Campaign(FIRST_SEED + tally.seeds(), AT_ONCE, bug).run(scratch));
        }
        System.out.println("simulation, " + bug + ", " + bug.words() + ": found in " + tally.failed() + " of "
                + tally.seeds() + " seeds");

        assertThat(tally.failed()).as(bug.words()).isPositive();
    }
}
