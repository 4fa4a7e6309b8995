package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.funds.AllowanceEnd;
import io.deopenchat.bridge.funds.GatewayReleases;
import io.deopenchat.bridge.funds.Owed;
import io.deopenchat.bridge.funds.Releases;
import io.deopenchat.bridge.funds.Withdrawal;
import io.deopenchat.bridge.funds.WithdrawalOutcome;
import io.deopenchat.bridge.provider.ChainDirectory;
import io.deopenchat.bridge.provider.EndpointPolicy;
import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.ContractRefusal;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.UsageError;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.MessageSigner;
import io.deopenchat.signing.PublicKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "rotate-key",
        description = {
            "Leaves a client key for another one: ends what the old one may move of the prefunded balance, gets the escrow of all",
            "its accounts back to the wallet that owns them, and tells what to buy for the new one. An account belongs to one key",
            "for ever, so its money moves by way of the wallet. Run again it goes on with what is next; repeating it is harmless."
        })
final class RotateKeyCommand implements Callable<Integer> {
    @ParentCommand
    private BridgeCommand bridge = new BridgeCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ClientOptions oldKey = new ClientOptions();

    @Option(
            names = "--new-client-pk",
            required = true,
            paramLabel = "KEY",
            description = "Public key of the new client key, as keygen printed it.")
    private @Nullable PublicKey newKey;

    @Mixin
    private final OwnerWalletOptions wallet = new OwnerWalletOptions();

    @Option(
            names = "--with-delay",
            description =
                    "Ask no gateway: every withdrawal is requested at once, and gateways begin no more rounds for the"
                            + " key. Run again without it for what they release.")
    private boolean withDelay;

    @Option(
            names = "--accept-settled-total",
            description = "Agree to the total at which a gateway settles, even if it is above what the journal knows.")
    private boolean acceptsAnyTotal;

    @Option(
            names = "--allow-private-endpoints",
            description = "Ask gateways in private networks as well, and without HTTPS; for your own.")
    private boolean allowPrivateEndpoints;

    @Option(names = "--dry-run", description = "Only tell what would be done; needs no wallet.")
    private boolean dryRun;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where the journals are kept (default: ~/.deopenchat/bridge).")
    private @Nullable Path stateDirectory;

    @Override
    public Integer call() {
        Optional<MessageSigner> signer = oldKey.signer(Output.warnings(spec));
        Address client = oldKey.client(signer);
        PublicKey successor = successor(client);
        try (ChainConnection connection = bridge.chain.config().connect()) {
            List<Address> providers = providers(connection.contract(), client);
            boolean done = dryRun
                    ? isPlanned(connection, client, providers)
                    : isRotated(connection, client, signer, providers);
            tellWhatToBuy(connection.contract(), successor, providers);
            return done ? 0 : 1;
        }
    }

    private PublicKey successor(Address client) {
        if (newKey == null || newKey.address().equals(client)) {
            throw new UsageError("--new-client-pk is the old key itself; make a new one with keygen");
        }
        return newKey;
    }

    private static List<Address> providers(DeopenchatContract contract, Address client) {
        return contract.registry().providers().stream()
                .map(RegisteredProvider::provider)
                .filter(provider -> contract.escrow().account(provider, client).isPresent())
                .toList();
    }

    private boolean isPlanned(ChainConnection connection, Address client, List<Address> providers) {
        new RotationPlan(connection.contract(), client, connection.chain().headTime(), withDelay)
                .lines(providers)
                .forEach(this::print);
        return true;
    }

    /** First what the key could still add to its accounts, then what is in them. */
    private boolean isRotated(
            ChainConnection connection, Address client, Optional<MessageSigner> signer, List<Address> providers) {
        DeopenchatContract contract = connection.contract();
        TransactionSender owner = wallet.sender(connection, Output.warnings(spec));
        AllowanceEnd.find(contract, owner.address(), client, connection.chain().headTime())
                .ifPresent(end -> {
                    print("allowance ended, transaction " + end.send(contract, owner, client));
                    tellHowToRenew(end);
                });
        boolean done = (signer.isEmpty() || withDelay)
                ? isWithdrawn(connection, owner, client, Releases.NONE, providers)
                : isReleased(connection, owner, signer.get(), providers);
        Wei credit = contract.credits().credit(owner.address());
        if (!credit.isZero()) {
            print("credit: paid " + credit + ", transaction "
                    + owner.send(contract.credits().collectCredit()).hash());
        }
        return done;
    }

    private boolean isReleased(
            ChainConnection connection, TransactionSender owner, MessageSigner client, List<Address> providers) {
        EndpointPolicy endpoints = allowPrivateEndpoints ? EndpointPolicy.anywhere() : EndpointPolicy.publicOnly();
        try (GatewayReleases releases = new GatewayReleases(
                connection.contract().domain(), new ChainDirectory(connection.contract()), client, endpoints)) {
            return isWithdrawn(connection, owner, client.address(), Releases.orDelayWhileInFlight(releases), providers);
        }
    }

    private boolean isWithdrawn(
            ChainConnection connection,
            TransactionSender owner,
            Address client,
            Releases releases,
            List<Address> providers) {
        Path state = StateDirectory.of(stateDirectory);
        Withdrawal withdrawal = new Withdrawal(
                connection.contract(),
                owner,
                client,
                connection.chain()::headTime,
                account -> Owed.read(state, account),
                releases,
                acceptsAnyTotal);
        boolean done = true;
        for (Address provider : providers) {
            WithdrawalOutcome outcome = proceed(withdrawal, provider);
            print(provider + ": " + WithdrawCommand.sentence(provider, outcome));
            done &= !(outcome instanceof WithdrawalOutcome.Refused);
        }
        return done;
    }

    /** What the contract refuses of one account does not keep the others waiting. */
    private static WithdrawalOutcome proceed(Withdrawal withdrawal, Address provider) {
        try {
            return withdrawal.proceed(provider, Wei.MAX);
        } catch (ContractRefusal refused) {
            return new WithdrawalOutcome.Refused(String.valueOf(refused.getMessage()));
        }
    }

    private void tellHowToRenew(AllowanceEnd end) {
        String command = "the new key may have it again with: prefund --client-pk " + newKey;
        print(command + " --per-day " + end.perDay() + " --until " + end.until());
        end.left().forEach((provider, left) -> print(command + " --provider " + provider + " --limit " + left));
    }

    private void tellWhatToBuy(DeopenchatContract contract, PublicKey successor, List<Address> providers) {
        for (Address provider : providers) {
            Wei escrow = contract.escrow()
                    .account(provider, successor.address())
                    .map(AccountState::escrow)
                    .orElse(Wei.ZERO);
            print(
                    escrow.isZero()
                            ? "buy for the new key: fetch-tokens --provider " + provider + " --client-pk " + successor
                                    + " --ktokens NUMBER"
                            : "the new key has " + escrow + " base units with provider " + provider);
        }
    }

    private void print(String line) {
        Output.of(spec).println(line);
    }
}
