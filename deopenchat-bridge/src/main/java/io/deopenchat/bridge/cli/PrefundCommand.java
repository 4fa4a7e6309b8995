package io.deopenchat.bridge.cli;

import io.deopenchat.chain.ContractCall;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Prefunds;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.UsageError;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.PublicKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "prefund",
        description = {
            "Sets money of the wallet aside for a client key, which may move it into its accounts and nowhere else: so much a day,",
            "and so much in total to each provider. Of what is given each is done; run it again to change one of them.",
            "withdraw --prefund pays what is left back at once."
        })
final class PrefundCommand implements Callable<Integer> {
    @ParentCommand
    private BridgeCommand bridge = new BridgeCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--amount", paramLabel = "AMOUNT", description = "Add so much to the prefunded balance.")
    private @Nullable Wei amount;

    @Option(names = "--client-pk", paramLabel = "KEY", description = "Public key of the client, as keygen printed it.")
    private @Nullable PublicKey client;

    @Option(
            names = "--per-day",
            paramLabel = "AMOUNT",
            description = "Most that the client key may move in a day of UTC; 0 forbids everything. With --until.")
    private @Nullable Wei perDay;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = ReceiptsCommand.TimeConverter.class,
            description = "When that ends: a day of UTC (2026-07-01) or a time (2026-07-01T12:00:00Z).")
    private @Nullable Instant until;

    @Option(
            names = "--provider",
            paramLabel = "ADDRESS",
            description = "To whom the client key may move money; may be repeated. With --limit.")
    private Set<Address> providers = new LinkedHashSet<>();

    @Option(
            names = "--limit",
            paramLabel = "AMOUNT",
            description = "Most that it may ever move to each of these; 0 takes them off the list.")
    private @Nullable Wei limit;

    @Mixin
    private final OwnerWalletOptions wallet = new OwnerWalletOptions();

    @Override
    public Integer call() {
        requireSense();
        try (ChainConnection connection = bridge.chain.config().connect()) {
            TransactionSender owner = wallet.sender(connection, Output.warnings(spec));
            if (amount != null) {
                addToBalance(connection.contract(), owner, amount);
            }
            if (client != null) {
                allow(connection.contract().prefunds(), owner, client);
            }
            Output.of(spec)
                    .println("prefunded balance "
                            + connection.contract().prefunds().prefundOf(owner.address()));
        }
        return 0;
    }

    private void requireSense() {
        if (amount == null && client == null) {
            throw new UsageError("nothing to do: give --amount, or --client-pk with what it may do");
        }
        if ((perDay == null) != (until == null) || (limit == null) != providers.isEmpty()) {
            throw new UsageError("--per-day and --until belong together, and so do --provider and --limit");
        }
        boolean allows = perDay != null || limit != null;
        if ((client != null) != allows) {
            throw new UsageError(
                    "--client-pk belongs to --per-day and --until, or to --provider and --limit; give both");
        }
    }

    private void addToBalance(DeopenchatContract contract, TransactionSender owner, Wei added) {
        if (!contract.settlesInNativeCoin()) {
            send(owner, contract.approvals().approve(added));
        }
        send(owner, contract.prefunds().prefund(added));
    }

    private void allow(Prefunds prefunds, TransactionSender owner, PublicKey key) {
        if (limit != null) {
            SequencedMap<Address, Wei> limits = new LinkedHashMap<>();
            for (Address provider : providers) {
                limits.put(provider, limit);
            }
            send(owner, prefunds.allowProviders(key.address(), limits));
        }
        if (perDay != null && until != null) {
            send(owner, prefunds.allowClient(key, perDay, until));
        }
    }

    private void send(TransactionSender owner, ContractCall call) {
        Output.of(spec)
                .println(
                        call.description() + ": transaction " + owner.send(call).hash());
    }
}
