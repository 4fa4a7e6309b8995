package io.deopenchat.bridge.cli;

import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.FeeReport;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "fee-status",
        description = {
            "Prints the fee that the contract takes off what providers earn: what holds, what is announced and from when on,",
            "the cap, the treasury and what waits for it."
        })
final class FeeStatusCommand implements Callable<Integer> {
    @ParentCommand
    private BridgeCommand bridge = new BridgeCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object instead.")
    private boolean json;

    @Override
    public Integer call() {
        try (ChainConnection connection = bridge.chain.config().connect()) {
            FeeReport report = FeeReport.read(connection);
            if (json) {
                report.printJson(Output.of(spec));
            } else {
                report.print(Output.of(spec));
            }
        }
        return 0;
    }
}
