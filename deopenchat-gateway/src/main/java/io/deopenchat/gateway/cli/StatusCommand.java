package io.deopenchat.gateway.cli;

import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.gateway.backend.BackendsFile;
import io.deopenchat.gateway.pricing.PriceSchedule;
import io.deopenchat.signing.Address;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        description =
                "Prints what the contract says of the provider: endpoint, operators, listings, credit. Amounts in base units.")
final class StatusCommand implements Callable<Integer> {
    @ParentCommand
    private GatewayCommand gateway = new GatewayCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ProviderOption provider = new ProviderOption();

    @Option(
            names = "--backends",
            paramLabel = "FILE",
            description = "JSON file of the daemon; tells which prices its schedule wants next.")
    private @Nullable Path backends;

    @Option(names = "--json", description = "Print one JSON object instead.")
    private boolean json;

    @Override
    public Integer call() {
        try (ChainConnection connection = gateway.chain.config().connect()) {
            Address whose = provider.of(gateway);
            RegisteredProvider registered = Registration.require(connection.contract(), whose);
            StatusReport report = StatusReport.read(connection, registered, schedule());
            if (json) {
                report.printJson(Output.of(spec));
            } else {
                report.print(Output.of(spec));
            }
        }
        return 0;
    }

    private @Nullable PriceSchedule schedule() {
        return backends == null
                ? null
                : new BackendsFile(backends, System.getenv()).read().prices();
    }
}
