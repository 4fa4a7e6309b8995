package io.deopenchat.gateway.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.UsageError;
import io.deopenchat.gateway.account.LedgerView;
import io.deopenchat.gateway.account.OwnOrder;
import io.deopenchat.protocol.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "orders",
        description = {
            "Prints orders of the open market that this provider locked or tried to, the last posted first.",
            "The daemon may be running. EARNED is what finishing an order claimed, in base units. With --state-dir no chain is asked."
        })
final class OrdersCommand implements Callable<Integer> {
    static final int DEFAULT_LIMIT = 50;

    private static final String ROW = "%10s  %-42s  %-8s  %22s  %22s  %-20s  %s%n";

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

    @Option(
            names = "--limit",
            paramLabel = "COUNT",
            description = "At most so many orders (default: ${DEFAULT-VALUE}).")
    private int limit = DEFAULT_LIMIT;

    @Option(names = "--json", description = "Print one JSON object for each order instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new UsageError("--limit must be at least 1, got " + limit);
        }
        PrintWriter out = Output.of(spec);
        try (LedgerView ledger = LedgerView.open(directory())) {
            List<OwnOrder> orders = ledger.orders(limit);
            if (json) {
                orders.forEach(order -> out.println(Json.text(json(order))));
            } else {
                print(orders, out);
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

    private static void print(List<OwnOrder> orders, PrintWriter out) {
        out.printf(ROW, "ORDER", "CLIENT", "STATE", "STAKE", "EARNED", "SERVE UNTIL", "MODEL");
        for (OwnOrder order : orders) {
            out.printf(
                    ROW,
                    order.id(),
                    order.client(),
                    order.state().stored(),
                    order.stake(),
                    order.earned(),
                    order.serveUntil().map(Instant::toString).orElse("-"),
                    order.model().isEmpty() ? "-" : order.model());
        }
    }

    private static ObjectNode json(OwnOrder order) {
        ObjectNode node = Json.object()
                .put("order", Long.toString(order.id()))
                .put("client", order.client().toString())
                .put("model", order.model())
                .put("state", order.state().stored())
                .put("stake", order.stake().toString())
                .put("earned", order.earned().toString())
                .put("changedAt", Long.toString(order.changedAt().getEpochSecond()));
        order.serveUntil().ifPresent(end -> node.put("serveUntil", Long.toString(end.getEpochSecond())));
        return node;
    }
}
