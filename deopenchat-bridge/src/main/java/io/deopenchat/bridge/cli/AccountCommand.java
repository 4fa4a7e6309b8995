package io.deopenchat.bridge.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.chain.AccountState;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.protocol.Json;
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
                    .account(provider, client)
                    .orElseThrow(() -> new IllegalStateException(
                            "client " + client + " has no account with provider " + provider + "; fetch tokens first"));
            Output.of(spec).println(Json.text(json(account)));
        }
        return 0;
    }

    private ObjectNode json(AccountState account) {
        ObjectNode node = Json.object();
        node.put("provider", provider.toString());
        node.put("client", account.client().toString());
        node.put("owner", account.owner().toString());
        node.put("publicKey", account.publicKey().toString());
        node.put("escrow", account.escrow().toString());
        node.put("claimed", account.claimed().toString());
        node.put("rounds", Long.toString(account.rounds()));
        node.put("locked", account.locked().toString());
        node.put("withdrawing", account.withdrawing().toString());
        node.put("declaredTotal", account.declaredTotal().toString());
        node.put("maturesAt", Long.toString(account.maturesAt()));
        node.put("lapsesAt", Long.toString(account.lapsesAt()));
        node.put("releaseNonce", Long.toString(account.releaseNonce()));
        return node;
    }
}
