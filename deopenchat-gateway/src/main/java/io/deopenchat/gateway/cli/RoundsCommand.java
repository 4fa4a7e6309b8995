package io.deopenchat.gateway.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.UsageError;
import io.deopenchat.gateway.account.LedgerView;
import io.deopenchat.gateway.account.RoundSummary;
import io.deopenchat.gateway.account.RoundTotals;
import io.deopenchat.protocol.Json;
import io.deopenchat.signing.Address;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "rounds",
        description = {
            "Prints the newest rounds of the ledger, also while the daemon runs.",
            "The last admitted comes first; prompts and answers are not shown. With --state-dir no chain is asked."
        })
final class RoundsCommand implements Callable<Integer> {
    static final int DEFAULT_LIMIT = 50;

    private static final String ROW = "%-20s  %-42s  %10s  %-10s  %-22s  %22s  %10s  %10s  %s%n";

    @ParentCommand
    private GatewayCommand gateway = new GatewayCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ProviderOption provider = new ProviderOption();

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where the ledger is kept (default: under ~/.deopenchat/gateway).")
    private @Nullable Path stateDirectory;

    @Option(names = "--client", paramLabel = "ADDRESS", description = "Only rounds of this client (default: all).")
    private @Nullable Address client;

    @Option(
            names = "--limit",
            paramLabel = "COUNT",
            description = "At most so many rounds (default: ${DEFAULT-VALUE}).")
    private int limit = DEFAULT_LIMIT;

    @Option(names = "--json", description = "Print one JSON object for each round instead of a table.")
    private boolean json;

    @Option(
            names = "--totals",
            description =
                    "Print, as JSON objects, the sums by client, day and model of the rounds that are no longer listed"
                            + " one by one, all of them claimed or void.")
    private boolean totals;

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new UsageError("--limit must be at least 1, got " + limit);
        }
        PrintWriter out = Output.of(spec);
        try (LedgerView ledger = LedgerView.open(directory())) {
            if (totals) {
                ledger.totals(Optional.ofNullable(client)).forEach(sum -> out.println(Json.text(json(sum))));
                return 0;
            }
            List<RoundSummary> rounds = ledger.rounds(Optional.ofNullable(client), limit);
            if (json) {
                rounds.forEach(round -> out.println(Json.text(json(round))));
            } else {
                print(rounds, out);
            }
        }
        return 0;
    }

    private Path directory() {
        if (stateDirectory != null) {
            return stateDirectory;
        }
        try (ChainConnection connection = gateway.chain.config().connect()) {
            return StateDirectory.of(null, connection.contract().domain(), provider.of(gateway));
        }
    }

    private static void print(List<RoundSummary> rounds, PrintWriter out) {
        out.printf(ROW, "ADMITTED", "CLIENT", "SEQUENCE", "STATE", "STATUS", "COST", "PROMPT", "COMPLETION", "MODEL");
        for (RoundSummary round : rounds) {
            RoundSummary.Bill bill = round.bill();
            out.printf(
                    ROW,
                    round.admittedAt(),
                    round.client(),
                    round.sequence(),
                    round.state().stored(),
                    status(round),
                    bill == null ? "-" : bill.cost(),
                    bill == null ? "-" : bill.usage().promptTokens(),
                    bill == null ? "-" : bill.usage().completionTokens(),
                    round.model());
        }
    }

    private static String status(RoundSummary round) {
        if (round.voidCode() != null) {
            return round.voidCode().code();
        }
        return round.bill() == null ? "-" : round.bill().status().name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode json(RoundTotals sum) {
        return Json.object()
                .put("client", sum.client().toString())
                .put("day", sum.day())
                .put("model", sum.model())
                .put("rounds", Long.toString(sum.rounds()))
                .put("voidRounds", Long.toString(sum.voids()))
                .put("promptTokens", Long.toString(sum.usage().promptTokens()))
                .put("completionTokens", Long.toString(sum.usage().completionTokens()))
                .put("cost", sum.cost().toString());
    }

    private static ObjectNode json(RoundSummary round) {
        ObjectNode node = Json.object()
                .put("client", round.client().toString())
                .put("sequence", Long.toString(round.sequence()))
                .put("model", round.model())
                .put("state", round.state().stored())
                .put("admittedAt", Long.toString(round.admittedAt().getEpochSecond()));
        if (round.finishedAt() != null) {
            node.put("finishedAt", Long.toString(round.finishedAt().getEpochSecond()));
        }
        RoundSummary.Bill bill = round.bill();
        if (bill != null) {
            node.put("status", status(round))
                    .put("cost", bill.cost().toString())
                    .put("promptTokens", Long.toString(bill.usage().promptTokens()))
                    .put("completionTokens", Long.toString(bill.usage().completionTokens()))
                    .put("usageSource", bill.usageSource());
        }
        if (round.voidCode() != null) {
            node.put("voidCode", round.voidCode().code());
        }
        return node;
    }
}
