package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.bridge.journal.Journal;
import io.deopenchat.bridge.journal.Round;
import io.deopenchat.cli.UsageError;
import io.deopenchat.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "receipts",
        description =
                "Prints the rounds in the journals, one JSON object a line, oldest first; also while a daemon runs.")
final class ReceiptsCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--last", paramLabel = "N", description = "Only the newest N rounds (default: all).")
    private int last = Integer.MAX_VALUE;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where the journals are kept (default: ~/.deopenchat/bridge).")
    private @Nullable Path stateDirectory;

    @Override
    public Integer call() {
        if (last < 1) {
            throw new UsageError("--last must be at least 1, got " + last);
        }
        List<Round> rounds = new ArrayList<>();
        for (Path file : journals(StateDirectory.of(stateDirectory))) {
            try (Journal journal = Journal.openReadOnly(file)) {
                rounds.addAll(journal.newest(last));
            }
        }
        rounds.sort(Comparator.comparing(Round::openedAt).thenComparingLong(Round::sequence));
        rounds.stream()
                .skip(Math.max(0, rounds.size() - last))
                .forEach(round -> Output.of(spec).println(Json.text(round.toJson())));
        return 0;
    }

    private static List<Path> journals(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new UsageError("there is no state directory " + directory + "; name it with --state-dir");
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(AccountId.FILE_SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UsageError("the state directory " + directory + " cannot be read", e);
        }
    }
}
