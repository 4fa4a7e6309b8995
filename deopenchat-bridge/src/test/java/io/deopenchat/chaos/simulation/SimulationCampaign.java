package io.deopenchat.chaos.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many seeds as somebody asks for. Not one of the tests: {@code scripts/chaos simulation} runs it. */
class SimulationCampaign {
    private static final String PREFIX = "deopenchat.simulation.";

    private static final long SEEDS_OF_A_FULL_CAMPAIGN = 10_000;

    @TempDir
    private Path scratch;

    @Test
    void nobodyLosesMoney() throws Exception {
        long seeds = Long.getLong(PREFIX + "seeds", 1_000);
        Tally tally = new Campaign(Long.getLong(PREFIX + "seed", 1), seeds, Bug.NONE).run(scratch);
        System.out.println(tally);
        String out = System.getProperty(PREFIX + "out", "");
        if (!out.isEmpty()) {
            write(Path.of(out), tally);
        }

        assertThat(tally.failures())
                .as(() -> Campaign.told(tally.failures(), scratch))
                .isEmpty();
    }

    private static void write(Path out, Tally tally) throws IOException {
        ObjectNode node = Json.object();
        ArrayNode cells = node.putArray("cells");
        cell(
                cells,
                "simulation: seeds run",
                tally.seeds(),
                "seeds",
                SEEDS_OF_A_FULL_CAMPAIGN,
                tally.seeds() >= SEEDS_OF_A_FULL_CAMPAIGN);
        cell(
                cells,
                "simulation: rounds per seed, at least",
                tally.fewestRounds(),
                "rounds",
                Plan.ROUNDS,
                tally.fewestRounds() >= Plan.ROUNDS);
        cell(
                cells,
                "simulation: seeds in which money is not where it should be",
                tally.failed(),
                "seeds",
                0,
                tally.failed() == 0);
        Files.write(out, Json.bytes(node));
    }

    /** Nobody is compared with, so there is no peer and no ratio. */
    private static void cell(ArrayNode cells, String name, long value, String unit, long target, boolean met) {
        ObjectNode cell = cells.addObject();
        cell.put("name", name);
        cell.put("value", value);
        cell.put("unit", unit);
        cell.putNull("peer");
        cell.putNull("ratio");
        cell.put("target", target);
        cell.put("met", met);
    }
}
