package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.journal.ClientKeyLock;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.LongRunning;
import io.deopenchat.cli.Settings;
import io.deopenchat.cli.SystemTerminal;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.MessageSigner;
import java.nio.file.Path;
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
        name = "up",
        description = {
            "Asks for what is missing (chain, contract, key, provider, amount), buys the first tokens, keeps the answers in the",
            "configuration file, and is the daemon from then on. The next start asks nothing. Takes the options of daemon, too."
        })
final class UpCommand implements Callable<Integer>, LongRunning {
    @ParentCommand
    private BridgeCommand bridge = new BridgeCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DaemonOptions options = new DaemonOptions();

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "At whose price to buy the first tokens (default: the only model of --provider, or it asks).")
    private @Nullable String model;

    @Option(
            names = "--amount",
            paramLabel = "AMOUNT",
            description = "For how much to buy the first tokens, with its unit, for example 0.2fil.")
    private @Nullable Wei amount;

    @Option(names = "--yes", description = "Agree to what leaves the wallet, and ask nothing.")
    private boolean yes;

    @Override
    public Integer call() throws InterruptedException {
        Interview interview = new Interview(new SystemTerminal(Output.warnings(spec)), yes);
        Answers answers = new Answers(Settings.of(Output.parsed(spec)));
        options.config();
        try (ChainConnection connection = new ChainSetup(interview, answers).connect(bridge.chain.config())) {
            MessageSigner key = clientKey(new KeySetup(interview, answers, options.clientKey(), Output.warnings(spec)));
            BridgeConfig config = bought(interview, answers, connection, key);
            Service.serve(
                    config,
                    connection,
                    key,
                    options.purse(connection, Output.warnings(spec)),
                    options.orders(connection, Output.warnings(spec)),
                    Output.of(spec));
        }
        return 0;
    }

    private MessageSigner clientKey(KeySetup setup) {
        Optional<Path> file = options.clientKey().file();
        return file.isPresent()
                ? setup.named(file.get())
                : options.clientKey()
                        .find(Output.warnings(spec))
                        .orElseGet(() -> setup.asked(options.stateDirectory().resolve("client.key")));
    }

    /** What the daemon is told, once there is something to spend. */
    private BridgeConfig bought(
            Interview interview, Answers answers, ChainConnection connection, MessageSigner client) {
        if (!options.market().filter().allowed().isEmpty()) {
            answers.save().ifPresent(interview::say);
            return options.config();
        }
        FirstPurchase.Terms purchase =
                new FirstPurchase.Terms(options.wallet().find(Output.warnings(spec)), amount, yes);
        try (ClientKeyLock _ = ClientKeyLock.take(options.stateDirectory(), client.address());
                ClientKeyLock _ = ClientKeyLock.takeOfUser(
                                StateDirectory.locks(), connection.contract().domain(), client.address())
                        .orElse(null)) {
            return new FirstStart(
                            interview, answers, connection, client, options, new FirstStart.Terms(model, purchase))
                    .run();
        }
    }
}
