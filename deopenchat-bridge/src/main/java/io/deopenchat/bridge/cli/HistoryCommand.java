package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.market.ContractMarket;
import io.deopenchat.bridge.market.History;
import io.deopenchat.bridge.market.PastOrder;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.UsageError;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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
        name = "history",
        description = {
            "Lists the orders that a wallet ever posted, with the chain and its key alone: when, for which model, who served, what",
            "was paid and what came back; and says where money can be taken back."
        })
final class HistoryCommand implements Callable<Integer> {
    @ParentCommand
    private BridgeCommand bridge = new BridgeCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final OwnerWalletOptions wallet = new OwnerWalletOptions();

    @Option(
            names = "--owner",
            paramLabel = "ADDRESS",
            description = "The wallet, where its key is not at hand; the names of models stay hidden then.")
    private @Nullable Address owner;

    @Option(names = "--json", description = "Print one JSON object for each order instead of a table.")
    private boolean json;

    @Option(
            names = "--take-back",
            description =
                    "Take the stake of orders back that nobody locked in time, and what is left of those whose time to serve is"
                            + " over.")
    private boolean takeBack;

    @Option(
            names = "--restore",
            description =
                    "Write orders that have not ended, and are missing there, into --state-dir; 'order --resume' then goes on"
                            + " with them.")
    private boolean restore;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where orders are kept (default: ~/.deopenchat/bridge).")
    private @Nullable Path stateDirectory;

    @Override
    public Integer call() {
        Optional<SecretKey> key = wallet.find(Output.warnings(spec));
        Address who = key.map(secret -> Secp256k1.fastest().publicKey(secret).address())
                .or(() -> Optional.ofNullable(owner))
                .orElseThrow(
                        () -> new UsageError("give the wallet with --eth-wallet-sk-file FILE, or its --owner ADDRESS"));
        if ((takeBack || restore) && key.isEmpty()) {
            throw new UsageError("--take-back and --restore need the key of the wallet: --eth-wallet-sk-file FILE");
        }
        try (ChainConnection connection = bridge.chain.config().connect()) {
            History history = new History(connection.chain(), connection.contract(), who, key);
            List<PastOrder> orders = history.read(connection.deploymentBlock());
            Instant now = connection.chain().headTime();
            HistoryReport report = new HistoryReport(Output.of(spec), Amounts.of(connection.contract()), now);
            report.print(orders, connection.contract().credits().credit(who), json);
            if (restore) {
                orders.stream()
                        .filter(order -> history.restore(order, StateDirectory.of(stateDirectory)))
                        .forEach(order -> out().println("order " + order.id() + " restored"));
            }
            if (takeBack) {
                takeBack(connection, key.orElseThrow(), orders);
            }
        }
        return 0;
    }

    private void takeBack(ChainConnection connection, SecretKey key, List<PastOrder> orders) {
        TransactionSender sender =
                new TransactionSender(connection.chain(), connection.contract().network(), key);
        ContractMarket market =
                new ContractMarket(connection.chain(), connection.contract(), sender, InstantSource.system());
        orders.stream()
                .filter(order -> History.takeBack(market, order))
                .forEach(order -> out().println("order " + order.id() + ": sent what takes its rest back"));
    }

    private PrintWriter out() {
        return Output.of(spec);
    }
}
