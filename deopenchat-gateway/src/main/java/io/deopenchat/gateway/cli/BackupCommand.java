package io.deopenchat.gateway.cli;

import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.gateway.account.LedgerBackup;
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
        name = "backup",
        description = {
            "Copies the ledger, which is all the state there is, also while the daemon runs.",
            "The copy is verified and readable by you alone; answers in it stay sealed with the wallet's key."
        })
final class BackupCommand implements Callable<Integer> {
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

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The copy.")
    private Path out = Path.of("");

    @Option(names = "--force", description = "Replace FILE if it exists.")
    private boolean force;

    @Override
    public Integer call() {
        try (ChainConnection connection = gateway.chain.config().connect()) {
            DeopenchatContract contract = connection.contract();
            Address of = provider.of(gateway);
            Path directory = StateDirectory.of(stateDirectory, contract.domain(), of);
            new LedgerBackup(contract.domain(), of).write(directory, out, force);
            Output.of(spec).println("copied and verified: " + out);
        }
        return 0;
    }
}
