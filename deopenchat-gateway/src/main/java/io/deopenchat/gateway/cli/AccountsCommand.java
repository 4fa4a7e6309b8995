package io.deopenchat.gateway.cli;

import io.deopenchat.chain.AccountState;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.gateway.account.ClientAccount;
import io.deopenchat.gateway.account.LedgerView;
import io.deopenchat.signing.Address;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "accounts",
        description = {
            "Prints what contract and ledger know of each client, in base units; the daemon may be running.",
            "RESERVED is what rounds in flight may cost, UNCONFIRMED what was billed and not signed for, CONFIRMED what the",
            "client signed for ever, CLAIMED what the contract paid of it."
        })
final class AccountsCommand implements Callable<Integer> {
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

    @Option(names = "--json", description = "Print one JSON object for each client instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        Address whose = provider.of(gateway);
        try (ChainConnection connection = gateway.chain.config().connect();
                LedgerView ledger = LedgerView.open(
                        StateDirectory.of(stateDirectory, connection.contract().domain(), whose))) {
            ledger.requireOf(connection.contract().domain(), whose);
            List<ClientAccount> known = ledger.accounts();
            List<AccountState> onChain = connection.contract().escrow().accounts(whose);
            AccountTable table = AccountTable.of(
                    known,
                    onChain,
                    connection.contract().withdrawalDelay(),
                    connection.chain().headTime());
            if (json) {
                table.printJson(Output.of(spec));
            } else {
                table.print(Output.of(spec));
            }
        }
        return 0;
    }
}
