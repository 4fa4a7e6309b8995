package io.deopenchat.bridge.cli;

import io.deopenchat.chain.AccountState;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.signing.Address;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "account", description = "Prints what the contract holds of an account, as JSON in base units.")
final class AccountCommand implements Callable<Integer> {
    @ParentCommand
    private BridgeCommand bridge = new BridgeCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--provider", required = true, paramLabel = "ADDRESS", description = "With which provider.")
    private Address provider = Address.ZERO;

    @Option(names = "--client", required = true, paramLabel = "ADDRESS", description = "Address of the client key.")
    private Address client = Address.ZERO;

    @Override
    public Integer call() {
        try (ChainConnection connection = bridge.chain.config().connect()) {
            AccountState account = connection
                    .contract()
                    .escrow()
                    .account(provider, client)
                    .orElseThrow(() -> new IllegalStateException(
                            "client " + client + " has no account with provider " + provider + "; fetch tokens first"));
            Output.of(spec).println(AccountReport.json(provider, account));
        }
        return 0;
    }
}
