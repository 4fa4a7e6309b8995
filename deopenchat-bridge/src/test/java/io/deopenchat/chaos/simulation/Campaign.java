package io.deopenchat.chaos.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.LoggerFactory;

/** Many runs, one for each seed, on a few threads. What one run does depends on its seed alone. */
final class Campaign {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long ROOM_BYTES = 512L * 1_024 * 1_024;
    private static final int THREADS = 2;
    private static final int FAILURES_TOLD = 3;

    private final long firstSeed;
    private final long seeds;
    private final Bug bug;

    Campaign(long firstSeed, long seeds, Bug bug) {
        this.firstSeed = firstSeed;
        this.seeds = seeds;
        this.bug = bug;
    }

    /** What daemons log would be millions of lines. */
    private static final class Silence implements AutoCloseable {
        private final Logger logger = (Logger) LoggerFactory.getLogger("io.deopenchat");
        private final Level before = logger.getLevel();

        Silence() {
            logger.setLevel(Level.OFF);
        }

        @Override
        public void close() {
            logger.setLevel(before);
        }
    }

    private static boolean hasRoom(Path place) throws IOException {
        return Files.isWritable(place) && Files.getFileStore(place).getUsableSpace() > ROOM_BYTES;
    }

    /** Files go where they are in memory, if there is such a place: a crash loses what was not committed either way. */
    Tally run(Path scratch) throws IOException, InterruptedException, ExecutionException {
        Path parent = Files.createTempDirectory(hasRoom(MEMORY) ? MEMORY : scratch, "simulation-");
        try (Silence _ = new Silence();
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            AtomicLong next = new AtomicLong(firstSeed);
            List<Future<Tally>> parts = IntStream.range(0, THREADS)
                    .mapToObj(thread -> threads.submit(() -> part(next, parent)))
                    .toList();
            Tally all = new Tally();
            for (Future<Tally> part : parts) {
                all.add(part.get());
            }
            return all;
        } finally {
            Files.delete(parent);
        }
    }

    private Tally part(AtomicLong next, Path parent) {
        Tally tally = new Tally();
        for (long seed = next.getAndIncrement(); seed < firstSeed + seeds; seed = next.getAndIncrement()) {
            tally.add(Simulation.run(Plan.of(seed).with(bug), parent));
        }
        return tally;
    }

    /** What went wrong in the first runs that failed, and everything that happened in the very first. */
    static String told(List<Outcome> failures, Path scratch) {
        if (failures.isEmpty()) {
            return "no run failed";
        }
        List<String> lines = new ArrayList<>();
        failures.stream().limit(FAILURES_TOLD).forEach(outcome -> lines.add(heading(outcome)));
        lines.addAll(traced(failures.getFirst().plan(), scratch));
        return lines.stream().collect(Collectors.joining("\n", "\n", "\n"));
    }

    /** Everything that happens in a run. */
    static List<String> traced(Plan plan, Path scratch) {
        try (Silence _ = new Silence()) {
            return Simulation.traced(plan, scratch).trace();
        }
    }

    private static String heading(Outcome outcome) {
        return "seed " + outcome.plan().seed() + " (scripts/chaos simulation --seeds 1 --seed "
                + outcome.plan().seed() + "): " + String.join("; ", outcome.findings());
    }
}
