package io.deopenchat.bridge.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.bridge.OrderDesk;
import io.deopenchat.bridge.api.CommandCalls;
import io.deopenchat.bridge.api.CommandEnd;
import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.market.Buyer;
import io.deopenchat.bridge.market.LiveOrder;
import io.deopenchat.bridge.market.MarketPurse;
import io.deopenchat.bridge.market.OrderRules;
import io.deopenchat.bridge.provider.ChainDirectory;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.LongRunning;
import io.deopenchat.cli.UsageError;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "order",
        description = {
            "Asks the open market: posts the stake of --max-cost, lets whatever provider fits lock the order, prints its answer as",
            "it comes, and gets back what it did not cost. Killed in the middle, it goes on with --resume."
        })
final class OrderCommand implements Callable<Integer>, LongRunning {
    @ParentCommand
    private BridgeCommand bridge = new BridgeCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "PROMPT", description = "What to ask.")
    private @Nullable String prompt;

    @Option(names = "--model", paramLabel = "NAME", description = "Which model shall answer.")
    private @Nullable String model;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            description =
                    "Length of the answer at most; the lower, the more providers can serve the order (default: ${DEFAULT-VALUE}).",
            defaultValue = "1024")
    private int maxTokens;

    @Mixin
    private final OrderTermsOptions terms = new OrderTermsOptions();

    @Mixin
    private final OwnerWalletOptions wallet = new OwnerWalletOptions();

    @Option(
            names = "--resume",
            description =
                    "Take up every order of this wallet again that was begun here and has not ended, and post none.")
    private boolean resume;

    @Option(names = "--json", description = "Print one JSON object for each order in place of the text.")
    private boolean json;

    @Option(
            names = "--allow-private-endpoints",
            description = "Connect to gateways in private networks as well, and without HTTPS; for your own.")
    private boolean allowPrivateEndpoints;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where orders are kept (default: ~/.deopenchat/bridge).")
    private @Nullable Path stateDirectory;

    @Override
    public Integer call() {
        if (resume == (prompt != null)) {
            throw new UsageError("give either a prompt, or --resume");
        }
        OrderRules rules = resume ? terms.rules(Wei.MAX) : terms.rules();
        byte[] body = resume ? new byte[0] : chat();
        try (ChainConnection connection = bridge.chain.config().connect();
                OrderDesk desk = desk(connection, rules)) {
            OrderReport report = new OrderReport(Output.of(spec), Output.warnings(spec), json);
            return resume ? resume(desk, report) : ask(desk, body, report);
        }
    }

    private byte[] chat() {
        if (model == null) {
            throw new UsageError("--model NAME is missing");
        }
        if (maxTokens < 1) {
            throw new UsageError("--max-tokens must be at least 1, got " + maxTokens);
        }
        ObjectNode call = Json.object();
        call.put("model", model);
        call.putArray("messages").addObject().put("role", "user").put("content", prompt);
        call.put("stream", true);
        call.put("max_tokens", maxTokens);
        return Json.bytes(call);
    }

    private OrderDesk desk(ChainConnection connection, OrderRules rules) {
        PrintWriter warnings = Output.warnings(spec);
        MarketPurse purse = new MarketPurse(connection.chain(), connection.contract(), wallet.require(warnings), rules);
        BridgeConfig config = BridgeConfig.of("127.0.0.1", 0, null, StateDirectory.of(stateDirectory));
        return new OrderDesk(
                allowPrivateEndpoints ? config.allowingPrivateEndpoints() : config,
                new ChainDirectory(connection.contract()),
                purse,
                InstantSource.system(),
                Service::haltOnJournalFailure);
    }

    private static int ask(OrderDesk desk, byte[] body, OrderReport report) {
        CommandCalls.Asked asked = desk.calls().ask(body, report::text);
        report.heard(asked.end());
        asked.order().ifPresent(report::ending);
        return asked.end() instanceof CommandEnd.Whole ? 0 : 1;
    }

    /** Those whose request was kept are asked again; of the others the stake is brought home. */
    private static int resume(OrderDesk desk, OrderReport report) {
        Map<String, CommandCalls.Resumed> waiting = new HashMap<>();
        List<LiveOrder> orders = new ArrayList<>(desk.orders()
                .resume(unfinished -> unfinished
                        .request()
                        .<Buyer>map(body -> {
                            CommandCalls.Resumed resumed = desk.calls().resumed(body, report::text);
                            waiting.put(unfinished.client().toString(), resumed);
                            return resumed.buyer();
                        })
                        .orElse(Buyer.NOBODY)));
        for (LiveOrder order : orders) {
            CommandCalls.Resumed resumed = waiting.get(order.client().toString());
            if (resumed != null) {
                report.heard(resumed.of(order.heard().join()));
            }
            report.ending(order);
        }
        report.resumed(orders.size());
        return 0;
    }
}
