package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.bridge.spending.PurchaseOnce;
import io.deopenchat.bridge.spending.SignedPurchase;
import io.deopenchat.chain.AccountState;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.MessageSigner;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From a key to a key with something to spend. Each step looks first whether it was done, so that a start that was killed goes
 * on where it was: answers are kept before anything is sent, and what is sent is kept before it is ({@link PurchaseOnce}).
 */
final class FirstStart {
    private final Interview interview;
    private final Answers answers;
    private final ChainConnection connection;
    private final MessageSigner client;
    private final DaemonOptions options;
    private final ProviderSetup providers;
    private final Terms terms;

    /**
     * What the user says of a purchase.
     *
     * @param model at whose price; null for the only one, or a question
     */
    record Terms(@Nullable String model, FirstPurchase.Terms purchase) {}

    FirstStart(
            Interview interview,
            Answers answers,
            ChainConnection connection,
            MessageSigner client,
            DaemonOptions options,
            Terms terms) {
        this.interview = interview;
        this.answers = answers;
        this.connection = connection;
        this.client = client;
        this.options = options;
        this.providers = new ProviderSetup(interview, answers, connection.contract(), options.market());
        this.terms = terms;
    }

    BridgeConfig run() {
        Address provider = options.market().provider();
        return provider == null ? withNewProvider() : withProvider(provider);
    }

    private BridgeConfig withNewProvider() {
        MarketTable.Row row = providers.chosen(terms.model());
        PurchaseOnce once = purchases(row.provider().provider());
        return continued(once) || hasEscrow(row.provider().provider())
                ? started(row.provider().provider(), options.market().allowsPrivateEndpoints())
                : bought(row, once);
    }

    private BridgeConfig withProvider(Address provider) {
        PurchaseOnce once = purchases(provider);
        if (continued(once) || hasEscrow(provider)) {
            return started(provider, options.market().allowsPrivateEndpoints());
        }
        return bought(providers.chosen(provider, terms.model()), once);
    }

    private BridgeConfig bought(MarketTable.Row row, PurchaseOnce once) {
        boolean privateEndpoint = providers.allowsPrivateEndpoint(row.provider());
        FirstPurchase purchase = purchase(once);
        FirstPurchase.Agreed agreed = purchase.agree(row.listing(), terms.purchase());
        BridgeConfig config = started(row.provider().provider(), privateEndpoint);
        purchase.buy(agreed);
        return config;
    }

    private boolean continued(PurchaseOnce once) {
        Optional<SignedPurchase> begun = once.unfinished();
        begun.ifPresent(purchase(once)::goOn);
        return begun.isPresent();
    }

    /** Whether there is something to spend, or the user does not want there to be. */
    private boolean hasEscrow(Address provider) {
        Optional<Wei> escrow = connection
                .contract()
                .escrow()
                .account(provider, client.address())
                .map(AccountState::escrow);
        if (escrow.isEmpty() || !escrow.get().isZero()) {
            return escrow.isPresent();
        }
        return !interview.asks() || !interview.agrees("--amount", "the escrow is spent; buy more?");
    }

    private BridgeConfig started(Address provider, boolean privateEndpoint) {
        answers.save().ifPresent(interview::say);
        return options.config(provider, privateEndpoint);
    }

    private PurchaseOnce purchases(Address provider) {
        Path journal = AccountId.of(connection.contract().domain(), provider, client.address())
                .fileIn(options.stateDirectory());
        return new PurchaseOnce(
                connection.chain(),
                connection.contract(),
                provider,
                ClientKeyOptions.publicKey(client, connection.contract()::domain),
                Path.of(journal + ".purchase"));
    }

    private FirstPurchase purchase(PurchaseOnce once) {
        return new FirstPurchase(interview, connection.chain(), Amounts.of(connection.contract()), once);
    }
}
