package io.deopenchat.bridge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.deopenchat.bridge.funds.ReceiptAudit;
import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.bridge.journal.Journal;
import io.deopenchat.bridge.journal.Round;
import io.deopenchat.cli.UsageError;
import io.deopenchat.protocol.Json;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.Verifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "receipts",
        description =
                "Prints the rounds in the journals, oldest first, one JSON object a line unless told otherwise; or"
                        + " verifies them. Also while a daemon runs.")
final class ReceiptsCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @ArgGroup(exclusive = true)
    private Form form = new Form();

    @Option(names = "--last", paramLabel = "N", description = "Only the newest N rounds (default: all).")
    private int last = Integer.MAX_VALUE;

    @Option(names = "--provider", paramLabel = "ADDRESS", description = "Only of the account with this provider.")
    private @Nullable Address provider;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Only rounds from then on: a day of UTC (2026-07-01) or a time (2026-07-01T12:00:00Z).")
    private Instant from = Instant.MIN;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Only rounds before this day or time.")
    private Instant to = Instant.MAX;

    @Option(
            names = "--operator",
            paramLabel = "ADDRESS",
            description =
                    "With --verify: a key whose receipts hold, too; for rounds during which a provider replaced its own."
                            + " May be repeated.")
    private List<Address> operators = new ArrayList<>();

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where the journals are kept (default: ~/.deopenchat/bridge).")
    private @Nullable Path stateDirectory;

    private static final class Form {
        @Option(names = "--csv", description = "As comma-separated values, with a line of names.")
        private boolean csv;

        @Option(names = "--json", description = "As one JSON array.")
        private boolean json;

        @Option(
                names = "--verify",
                description = "Check every receipt and recompute every confirmation, of whole journals; exit code 1 if"
                        + " anything does not hold.")
        private boolean verify;
    }

    static final class TimeConverter implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return text.length() == "2026-07-01".length()
                        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                        : Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw new TypeConversionException(
                        "'" + text + "' is neither a day (2026-07-01) nor a time (2026-07-01T12:00:00Z)");
            }
        }
    }

    @Override
    public Integer call() {
        if (last < 1) {
            throw new UsageError("--last must be at least 1, got " + last);
        }
        List<Path> journals = journals(StateDirectory.of(stateDirectory));
        if (form.verify) {
            return verify(journals) ? 0 : 1;
        }
        print(Output.of(spec), rounds(journals));
        return 0;
    }

    private void print(PrintWriter out, List<Round> rounds) {
        if (form.csv) {
            RoundTable.print(out, rounds);
        } else if (form.json) {
            ArrayNode array = Json.object().putArray("rounds");
            rounds.forEach(round -> array.add(round.toJson()));
            out.println(Json.text(array));
        } else {
            rounds.forEach(round -> out.println(Json.text(round.toJson())));
        }
    }

    private List<Round> rounds(List<Path> journals) {
        boolean anyTime = from.equals(Instant.MIN) && to.equals(Instant.MAX);
        List<Round> rounds = new ArrayList<>();
        for (Path file : journals) {
            try (Journal journal = Journal.openReadOnly(file)) {
                if (isAsked(journal)) {
                    journal.newest(anyTime ? last : Integer.MAX_VALUE).stream()
                            .filter(this::isInTime)
                            .forEach(rounds::add);
                }
            }
        }
        rounds.sort(Comparator.comparing(Round::openedAt).thenComparingLong(Round::sequence));
        return rounds.subList(Math.max(0, rounds.size() - last), rounds.size());
    }

    private boolean isAsked(Journal journal) {
        return provider == null || journal.account().provider().equals(provider);
    }

    private boolean isInTime(Round round) {
        return !round.openedAt().isBefore(from) && round.openedAt().isBefore(to);
    }

    private boolean verify(List<Path> journals) {
        Verifier verifier = new Verifier(Secp256k1.fastest());
        boolean holds = true;
        for (Path file : journals) {
            try (Journal journal = Journal.openReadOnly(file)) {
                if (isAsked(journal)) {
                    holds &= print(ReceiptAudit.of(journal, verifier, operators));
                }
            }
        }
        return holds;
    }

    /** @return whether everything holds */
    private boolean print(ReceiptAudit.Report report) {
        PrintWriter out = Output.of(spec);
        out.println("provider " + report.account().provider() + ", client "
                + report.account().client() + ": "
                + report.receipts() + " receipts and " + report.confirmations() + " confirmations, "
                + report.total() + " base units confirmed, " + report.disputed() + " disputed; "
                + (report.findings().isEmpty()
                        ? "everything holds"
                        : report.findings().size() + " things do not hold:"));
        report.findings().forEach(finding -> out.println("  " + finding));
        return report.findings().isEmpty();
    }

    static List<Path> journals(Path directory) {
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
