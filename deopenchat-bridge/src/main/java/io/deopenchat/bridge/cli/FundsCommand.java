package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.funds.Funds;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.signing.Address;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "funds",
        description = "Accounts for all the money of a client key: where it is, and the command that gets it back."
                + " Also while a daemon runs.")
final class FundsCommand implements Callable<Integer> {
    @ParentCommand
    private BridgeCommand bridge = new BridgeCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ClientOptions client = new ClientOptions();

    @Option(
            names = "--owner",
            paramLabel = "ADDRESS",
            description = "Tell the prefunded balance and the credit of this wallet, too.")
    private @Nullable Address owner;

    @Option(names = "--json", description = "Print one JSON object instead of a table.")
    private boolean json;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where the journals are kept (default: ~/.deopenchat/bridge).")
    private @Nullable Path stateDirectory;

    @Override
    public Integer call() {
        Address key = client.client(client.signer(Output.warnings(spec)));
        try (ChainConnection connection = bridge.chain.config().connect()) {
            long block = connection.chain().headBlock();
            Instant now = connection.chain().blockTime(block);
            Funds funds = Funds.read(
                    connection.contract().at(block), key, Stream.ofNullable(owner), StateDirectory.of(stateDirectory));
            print(new FundsReport(funds, now));
        }
        return 0;
    }

    private void print(FundsReport report) {
        if (json) {
            report.printJson(Output.of(spec));
        } else {
            report.printTable(Output.of(spec));
        }
    }
}
