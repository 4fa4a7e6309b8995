package io.deopenchat.chaos.processes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program behind {@code scripts/chaos soak}. */
@Command(
        name = "scripts/chaos soak",
        sortOptions = false,
        description = "Runs bridge and gateway under load, and looks every ten seconds at what grows.")
final class SoakProgram implements Callable<Integer> {
    @Option(names = "--seed", description = "Of the roads, if they are bad (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--minutes", description = "How long (default: ${DEFAULT-VALUE}).")
    private long minutes = 10;

    @Option(names = "--bad-roads", description = "Some messages in a thousand get lost, late, doubled or cut.")
    private boolean badRoads;

    @Option(names = "--out", paramLabel = "FILE", description = "Where the figures are written as JSON.")
    private @Nullable Path out;

    static int execute(String... arguments) {
        return new CommandLine(new SoakProgram()).execute(arguments);
    }

    @Override
    public Integer call() throws Exception {
        Path scratch = Files.createTempDirectory("deopenchat-soak");
        Soak.Result result;
        try (Stage stage = new Stage(scratch, Programs.here(), seed)) {
            result = new Soak(stage).runs(Duration.ofMinutes(minutes), badRoads);
        }
        SoakReport report = new SoakReport(seed, result);
        System.out.print(report.text());
        if (out != null) {
            report.write(out);
        }
        if (!result.findings().isEmpty()) {
            System.out.println("what the programs left is kept in " + scratch);
            return 1;
        }
        Scratch.delete(scratch);
        return 0;
    }
}
