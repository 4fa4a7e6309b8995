package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.LongRunning;
import io.deopenchat.signing.MessageSigner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "daemon", description = "Serves the OpenAI API on localhost and pays providers for the answers.")
final class DaemonCommand implements Callable<Integer>, LongRunning {
    @ParentCommand
    private BridgeCommand bridge = new BridgeCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DaemonOptions options = new DaemonOptions();

    @Override
    public Integer call() throws InterruptedException {
        MessageSigner client = options.clientKey().require(Output.warnings(spec));
        BridgeConfig config = options.config();
        try (ChainConnection connection = bridge.chain.config().connect()) {
            Service.serve(
                    config,
                    connection,
                    client,
                    options.purse(connection, Output.warnings(spec)),
                    options.orders(connection, Output.warnings(spec)),
                    Output.of(spec));
        }
        return 0;
    }
}
