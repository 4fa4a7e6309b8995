package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.funds.GatewayReleases;
import io.deopenchat.bridge.funds.Owed;
import io.deopenchat.bridge.funds.Releases;
import io.deopenchat.bridge.funds.Withdrawal;
import io.deopenchat.bridge.funds.WithdrawalOutcome;
import io.deopenchat.bridge.provider.ChainDirectory;
import io.deopenchat.bridge.provider.EndpointPolicy;
import io.deopenchat.chain.ContractRefusal;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.UsageError;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.MessageSigner;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "withdraw",
        description = {
            "Gets tokens back as money, to the wallet that owns them: at once if the provider's gateway agrees (which needs the",
            "client key), else after the delay of the contract. Run again it goes on with what is next; repeating it is",
            "harmless. Credit of the wallet is collected, too."
        })
final class WithdrawCommand implements Callable<Integer> {
    @ParentCommand
    private BridgeCommand bridge = new BridgeCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private From from = new From();

    @ArgGroup(exclusive = true)
    private Step step = new Step();

    @Mixin
    private final ClientOptions client = new ClientOptions();

    @Mixin
    private final OwnerWalletOptions wallet = new OwnerWalletOptions();

    @Option(
            names = "--amount",
            paramLabel = "AMOUNT",
            description = "Only so much; that always takes the delay (default: everything).")
    private @Nullable Wei amount;

    @Option(
            names = "--accept-settled-total",
            description = "Agree to the total at which a gateway settles, even if it is above what the journal knows.")
    private boolean acceptsAnyTotal;

    @Option(
            names = "--allow-private-endpoints",
            description = "Ask gateways in private networks as well, and without HTTPS; for your own.")
    private boolean allowPrivateEndpoints;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where the journals are kept (default: ~/.deopenchat/bridge).")
    private @Nullable Path stateDirectory;

    private static final class From {
        @Option(names = "--provider", paramLabel = "ADDRESS", description = "From the account with this provider.")
        private @Nullable Address provider;

        @Option(names = "--all", description = "From every account of the client key.")
        @SuppressWarnings("unused") // what is left when none of the others was given
        private boolean all;

        @Option(names = "--prefund", description = "From the prefunded balance of the wallet, at once.")
        private boolean prefund;

        @Option(names = "--credit", description = "Only what the contract holds for the wallet.")
        private boolean credit;
    }

    private static final class Step {
        @Option(names = "--with-delay", description = "Ask no gateway, also while rounds are in flight.")
        private boolean withDelay;

        @Option(names = "--finish", description = "Only finish what has matured.")
        private boolean finish;

        @Option(names = "--cancel", description = "Take the request back.")
        private boolean cancel;
    }

    @Override
    public Integer call() {
        if (amount != null && (amount.isZero() || step.finish || step.cancel)) {
            throw new UsageError(
                    "--amount is above 0, and for new requests only; leave it out with --finish and --cancel");
        }
        try (ChainConnection connection = bridge.chain.config().connect()) {
            TransactionSender owner = wallet.sender(connection, Output.warnings(spec));
            boolean done = true;
            if (from.prefund) {
                withdrawPrefund(connection.contract(), owner);
            } else if (!from.credit) {
                done = withdrawFromAccounts(connection, owner);
            }
            collectCredit(connection.contract(), owner);
            return done ? 0 : 1;
        }
    }

    private void withdrawPrefund(DeopenchatContract contract, TransactionSender owner) {
        Wei balance = contract.prefunds().prefundOf(owner.address());
        Wei wanted = amount == null ? balance : amount;
        if (wanted.isZero()) {
            print("prefunded balance: nothing to get");
        } else {
            print("prefunded balance: paid " + wanted + ", transaction "
                    + owner.send(contract.prefunds().withdrawPrefund(wanted)).hash());
        }
    }

    private void collectCredit(DeopenchatContract contract, TransactionSender owner) {
        Wei credit = contract.credits().credit(owner.address());
        if (!credit.isZero()) {
            print("credit: paid " + credit + ", transaction "
                    + owner.send(contract.credits().collectCredit()).hash());
        }
    }

    private boolean withdrawFromAccounts(ChainConnection connection, TransactionSender owner) {
        Optional<MessageSigner> signer = client.signer(Output.warnings(spec));
        Address key = client.client(signer);
        if (signer.isEmpty() || step.withDelay || amount != null) {
            return withdraw(connection, owner, key, Releases.NONE);
        }
        EndpointPolicy endpoints = allowPrivateEndpoints ? EndpointPolicy.anywhere() : EndpointPolicy.publicOnly();
        try (GatewayReleases releases = new GatewayReleases(
                connection.contract().domain(), new ChainDirectory(connection.contract()), signer.get(), endpoints)) {
            return withdraw(connection, owner, key, releases);
        }
    }

    private boolean withdraw(ChainConnection connection, TransactionSender owner, Address key, Releases releases) {
        Path state = StateDirectory.of(stateDirectory);
        Withdrawal withdrawal = new Withdrawal(
                connection.contract(),
                owner,
                key,
                connection.chain()::headTime,
                account -> Owed.read(state, account),
                releases,
                acceptsAnyTotal);
        List<Address> providers = providers(connection.contract(), key);
        if (providers.isEmpty()) {
            print("client " + key + " has no account with any provider: nothing to do");
        }
        boolean done = true;
        for (Address provider : providers) {
            done &= withdraw(withdrawal, provider);
        }
        return done;
    }

    private List<Address> providers(DeopenchatContract contract, Address key) {
        return from.provider != null
                ? List.of(from.provider)
                : contract.registry().providers().stream()
                        .map(RegisteredProvider::provider)
                        .filter(provider ->
                                contract.escrow().account(provider, key).isPresent())
                        .toList();
    }

    /** What the contract refuses of one account does not keep the others waiting. */
    private boolean withdraw(Withdrawal withdrawal, Address provider) {
        try {
            return print(provider, take(withdrawal, provider));
        } catch (ContractRefusal refused) {
            return print(provider, new WithdrawalOutcome.Refused(String.valueOf(refused.getMessage())));
        }
    }

    private WithdrawalOutcome take(Withdrawal withdrawal, Address provider) {
        if (step.cancel) {
            return withdrawal.cancel(provider);
        }
        return step.finish
                ? withdrawal.finishOnly(provider)
                : withdrawal.proceed(provider, amount == null ? Wei.MAX : amount);
    }

    /** @return whether nobody has to do anything about it */
    private boolean print(Address provider, WithdrawalOutcome outcome) {
        print(provider + ": " + sentence(provider, outcome));
        return !(outcome instanceof WithdrawalOutcome.Refused);
    }

    static String sentence(Address provider, WithdrawalOutcome outcome) {
        return switch (outcome) {
            case WithdrawalOutcome.Paid paid ->
                "paid " + paid.owner() + " to the owner and " + paid.provider() + " to the provider, transaction "
                        + paid.transaction();
            case WithdrawalOutcome.Waiting waiting ->
                (waiting.amount().equals(Wei.MAX)
                                ? "everything"
                                : waiting.amount().toString())
                        + " is being withdrawn, after the provider's total of " + waiting.declared()
                        + "; finish it from "
                        + waiting.from()
                        + waiting.until().map(until -> " until " + until).orElse("")
                        + " with: withdraw --finish --provider " + provider + " (" + Printable.text(waiting.why())
                        + ")";
            case WithdrawalOutcome.Cancelled cancelled ->
                "the request was taken back, transaction " + cancelled.transaction();
            case WithdrawalOutcome.Nothing nothing -> "nothing to do: " + nothing.why();
            case WithdrawalOutcome.Refused refused -> "not withdrawn: " + Printable.text(refused.why());
        };
    }

    private void print(String line) {
        Output.of(spec).println(line);
    }
}
