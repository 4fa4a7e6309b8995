package io.deopenchat.gateway.cli;

import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.gateway.account.LedgerBackup;
import io.deopenchat.signing.Address;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "restore",
        description = {
            "Puts a copy made by backup in the place of the ledger; the daemon must be stopped.",
            "What was there is kept beside it. Requests that were served after the copy was made are not served again."
        })
final class RestoreCommand implements Callable<Integer> {
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

    @Option(names = "--from", paramLabel = "FILE", required = true, description = "The copy.")
    private Path from = Path.of("");

    @Override
    public Integer call() {
        try (ChainConnection connection = gateway.chain.config().connect()) {
            DeopenchatContract contract = connection.contract();
            Address of = provider.of(gateway);
            Path directory = StateDirectory.of(stateDirectory, contract.domain(), of);
            Path aside = new LedgerBackup(contract.domain(), of).restore(from, directory, Instant.now());
            Output.of(spec)
                    .println(
                            "restored " + from + " to " + directory + "; what was there is now " + aside.getFileName());
        }
        return 0;
    }
}
