package io.deopenchat.bridge.cli;

import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.UsageError;
import io.deopenchat.signing.Address;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "reputation",
        description = {
            "Prints what the chain knows of providers: what they were paid, by how many client keys, for how many rounds and",
            "tokens, which share of it was flagged or contested, and how often they finished orders and were preferred.",
            "docs/reputation.md says what these numbers prove, and what it costs to fake them."
        })
final class ReputationCommand implements Callable<Integer> {
    @ParentCommand
    private BridgeCommand bridge = new BridgeCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "PROVIDER",
            arity = "0..*",
            description = "Addresses of providers (default: everybody who ever registered).")
    private List<Address> providers = List.of();

    @Option(
            names = "--verify",
            description = {
                "Count everything again from the events of the chain and compare; exit code 1 if anything differs.",
                "Nothing of the contract's own sums is believed then."
            })
    private boolean verify;

    @Option(
            names = "--from-block",
            paramLabel = "BLOCK",
            description = "Where events begin, with --verify (default: the block of the deployment file, else 0).")
    private @Nullable Long fromBlock;

    @Option(names = "--json", description = "Print one JSON array instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        if (fromBlock != null && (!verify || fromBlock < 0)) {
            throw new UsageError("--from-block is a block of 0 or more, and for --verify");
        }
        try (ChainConnection connection = bridge.chain.config().connect()) {
            List<Address> whose = providers.isEmpty() ? everybody(connection) : providers;
            ReputationTable table = verify
                    ? ReputationTable.verified(
                            connection, whose, fromBlock == null ? connection.deploymentBlock() : fromBlock)
                    : ReputationTable.read(connection, whose);
            if (json) {
                table.printJson(Output.of(spec));
            } else {
                table.print(Output.of(spec));
            }
            return table.holds() ? 0 : 1;
        }
    }

    private static List<Address> everybody(ChainConnection connection) {
        return connection.contract().registry().providers().stream()
                .map(RegisteredProvider::provider)
                .toList();
    }
}
