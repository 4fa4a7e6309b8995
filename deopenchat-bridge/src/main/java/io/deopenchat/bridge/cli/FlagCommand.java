package io.deopenchat.bridge.cli;

import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.ContractCall;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.UsageError;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Flag;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.MessageSigner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "flag",
        description = {
            "Warns everybody of a provider, on chain and for good: flags what this client key has paid to it, or a part. A total",
            "is named, so repeating the command is harmless. The contract takes no reasons; disputes export has them."
        })
final class FlagCommand implements Callable<Integer> {
    @ParentCommand
    private BridgeCommand bridge = new BridgeCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--provider", paramLabel = "ADDRESS", required = true, description = "Whom to flag.")
    private Address provider = Address.ZERO;

    @Option(
            names = "--total",
            paramLabel = "AMOUNT",
            description = "How much of what was paid is flagged, in all (default: all that the provider has claimed).")
    private @Nullable Wei total;

    @Mixin
    private final ClientOptions client = new ClientOptions();

    @Mixin
    private final AgreedTransaction transaction = new AgreedTransaction();

    @Override
    public Integer call() {
        MessageSigner signer = client.signer(Output.warnings(spec))
                .orElseThrow(() -> new UsageError("give the client key with --client-sk-file FILE: it signs the flag"));
        try (ChainConnection connection = bridge.chain.config().connect()) {
            AccountState account = connection
                    .contract()
                    .escrow()
                    .account(provider, signer.address())
                    .orElseThrow(() -> new UsageError("client " + signer.address() + " has no account with provider "
                            + provider + ", so it has nothing to flag"));
            flag(connection, signer, account);
        }
        return 0;
    }

    private void flag(ChainConnection connection, MessageSigner signer, AccountState account) {
        Wei wanted = total == null ? account.claimed() : total;
        if (wanted.isAbove(account.claimed())) {
            throw new UsageError("--total " + wanted + " is more than the " + account.claimed()
                    + " base units that the provider has claimed from this account");
        }
        if (!wanted.isAbove(account.flagged())) {
            Output.of(spec)
                    .println("nothing to do: " + account.flagged() + " of " + account.claimed()
                            + " base units paid are flagged");
            return;
        }
        if (!transaction.isAgreed()) {
            transaction.show(
                    connection,
                    "flag of " + wanted + " base units in all against provider " + provider,
                    Output.of(spec));
            return;
        }
        Flag flag = new Flag(provider, wanted);
        ContractCall call = connection
                .contract()
                .reputation()
                .flag(signer.address(), flag, signer.sign(connection.contract().domain(), flag));
        transaction.send(transaction.wallet(connection, Output.warnings(spec)), call, Output.of(spec));
    }
}
