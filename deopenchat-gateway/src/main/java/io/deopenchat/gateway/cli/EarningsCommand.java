package io.deopenchat.gateway.cli;

import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.MinedTransaction;
import io.deopenchat.chain.ProviderEvent;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.UsageError;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "earnings",
        description = {
            "Prints what the contract paid this provider, a line for each transaction.",
            "Oldest first, read from the events of the chain. CLAIMED and its FEE come from claims, SETTLED from withdrawals, releases and provisional claims, both",
            "in base units of the settlement currency; GAS is what the wallet paid, in base units of the native coin, and",
            "empty where somebody else paid it."
        })
final class EarningsCommand implements Callable<Integer> {
    private static final String ROW = "%-20s  %12s  %-66s  %22s  %16s  %22s  %5s  %s%n";

    @ParentCommand
    private GatewayCommand gateway = new GatewayCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ProviderOption provider = new ProviderOption();

    @Option(
            names = "--from-block",
            paramLabel = "BLOCK",
            description = "First block to look at (default: that of the deployment file, else 0).")
    private @Nullable Long fromBlock;

    @Option(names = "--to-block", paramLabel = "BLOCK", description = "Last block to look at (default: the newest).")
    private @Nullable Long toBlock;

    @ArgGroup
    private final Form form = new Form();

    private static final class Form {
        @Option(names = "--csv", description = "Print comma-separated values with a head line instead of a table.")
        private boolean csv;

        @Option(names = "--json", description = "Print one JSON object for each transaction instead of a table.")
        private boolean json;
    }

    @Override
    public Integer call() {
        try (ChainConnection connection = gateway.chain.config().connect()) {
            long from = fromBlock == null ? connection.deploymentBlock() : fromBlock;
            long to = toBlock == null ? connection.chain().headBlock() : toBlock;
            if (from < 0 || from > to) {
                throw new UsageError(
                        "--from-block %d must be 0 or more, and at most --to-block %d".formatted(from, to));
            }
            print(read(connection, provider.of(gateway), from, to), Output.of(spec));
        }
        return 0;
    }

    private static List<Earning> read(ChainConnection connection, Address provider, long from, long to) {
        LinkedHashMap<Bytes32, List<ProviderEvent>> paying = connection.contract().events(provider, from, to).stream()
                .filter(Earning::mayPay)
                .collect(Collectors.groupingBy(
                        event -> event.origin().transaction(), LinkedHashMap::new, Collectors.toList()));
        ChainClient chain = connection.chain();
        return paying.values().stream()
                .map(events -> Earning.of(
                        events,
                        chain.blockTime(events.getFirst().origin().block()),
                        paidBy(provider, chain, events.getFirst().origin().transaction())))
                .toList();
    }

    private static @Nullable MinedTransaction paidBy(Address provider, ChainClient chain, Bytes32 transaction) {
        return chain.mined(transaction)
                .filter(mined -> mined.sender().filter(provider::equals).isPresent())
                .orElse(null);
    }

    private void print(List<Earning> earnings, PrintWriter out) {
        if (form.csv) {
            out.println(Earning.CSV_HEAD);
            earnings.forEach(earning -> out.println(earning.csv()));
        } else if (form.json) {
            earnings.forEach(earning -> out.println(Json.text(earning.json())));
        } else {
            printTable(earnings, out);
        }
    }

    private static void printTable(List<Earning> earnings, PrintWriter out) {
        out.printf(ROW, "TIME", "BLOCK", "TRANSACTION", "CLAIMED", "FEE", "SETTLED", "ROWS", "GAS");
        for (Earning earning : earnings) {
            out.printf(
                    ROW,
                    earning.time(),
                    earning.block(),
                    earning.hash(),
                    earning.claimed(),
                    earning.fee(),
                    earning.settled(),
                    earning.rows(),
                    earning.transaction() == null ? "" : earning.transaction().gasCost());
        }
        out.println("in all: " + sum(earnings.stream().map(Earning::claimed).toList()) + " claimed, "
                + sum(earnings.stream().map(Earning::fee).toList()) + " of it fee, "
                + sum(earnings.stream().map(Earning::settled).toList()) + " settled otherwise");
    }

    private static Wei sum(List<Wei> amounts) {
        return amounts.stream().reduce(Wei.ZERO, Wei::plusOrMax);
    }
}
