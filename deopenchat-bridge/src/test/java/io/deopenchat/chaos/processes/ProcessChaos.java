package io.deopenchat.chaos.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program behind {@code scripts/chaos processes}. */
@Command(
        name = "scripts/chaos processes",
        sortOptions = false,
        description = {
            "Runs bridge and gateway as processes on bad roads, kills them at random under load, and audits the money.",
            "Exits with 1 if money was wrong or nothing could be measured; a missed target is no error."
        })
final class ProcessChaos implements Callable<Integer> {
    @Option(names = "--seed", description = "What befalls whom, in which order (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--rounds", description = "Chats answered whole in the storm (default: ${DEFAULT-VALUE}).")
    private long rounds = 2_000;

    @Option(names = "--kills", description = "SIGKILLs in the storm (default: ${DEFAULT-VALUE}).")
    private int kills = 20;

    @Option(names = "--strikes", description = "Strikes at named messages (default: ${DEFAULT-VALUE}).")
    private int strikes = 60;

    @Option(names = "--out", paramLabel = "FILE", description = "Where the figures are written as JSON.")
    private @Nullable Path out;

    @Option(names = "--help", usageHelp = true, description = "This text.")
    @SuppressWarnings("UnusedVariable") // read by the parser
    private boolean help;

    static int execute(String... arguments) {
        return new CommandLine(new ProcessChaos()).execute(arguments);
    }

    @Override
    public Integer call() throws Exception {
        Path scratch = Files.createTempDirectory("deopenchat-chaos");
        Outcome outcome = run(Plan.of(seed, rounds, kills, strikes, Plan.Mishaps.BOTH), scratch, Programs.here());
        Report report = new Report(seed, outcome);
        System.out.print(report.text());
        if (out != null) {
            report.write(out);
        }
        if (outcome.rates().before() == 0) {
            System.out.println("nothing was answered before the storm: nothing could be measured");
            return 1;
        }
        if (!outcome.findings().isEmpty()) {
            System.out.println("what the programs left is kept in " + scratch);
            return 1;
        }
        Scratch.delete(scratch);
        return 0;
    }

    static Outcome run(Plan plan, Path scratch, Programs programs) throws IOException, InterruptedException {
        try (Stage stage = new Stage(scratch, programs.learning(scratch), plan.seed())) {
            stage.startsAreLearnt();
            return new Campaign(plan, stage).runs();
        }
    }
}
