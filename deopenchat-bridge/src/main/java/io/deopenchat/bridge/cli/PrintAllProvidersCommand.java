package io.deopenchat.bridge.cli;

import io.deopenchat.cli.ChainConnection;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "print-all-providers", description = "Prints every registered provider with its models and prices.")
final class PrintAllProvidersCommand implements Callable<Integer> {
    @ParentCommand
    private BridgeCommand bridge = new BridgeCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON array instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        try (ChainConnection connection = bridge.chain.config().connect()) {
            ProviderCatalogue catalogue = ProviderCatalogue.read(
                    connection.contract(), connection.chain().headTime());
            if (json) {
                catalogue.printJson(Output.of(spec));
            } else {
                catalogue.printTable(Output.of(spec));
            }
        }
        return 0;
    }
}
