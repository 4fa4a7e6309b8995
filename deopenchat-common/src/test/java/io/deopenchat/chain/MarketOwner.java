package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Bind;
import io.deopenchat.protocol.Release;
import io.deopenchat.signing.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Somebody who pays for client keys. */
record MarketOwner(MarketWallet wallet) {
    private static final Duration RELEASE_LIFE = Duration.ofMinutes(5);

    Address address() {
        return wallet.address();
    }

    private DeopenchatContract contract() {
        return wallet.contract();
    }

    private Market market() {
        return wallet.market();
    }

    /** Buys at the price of now. */
    List<ContractEvent> fetchesTokens(MarketProvider provider, MarketClient client, long ktokens) {
        Wei cost = provider.listing().costOfThousands(ktokens);
        return wallet.pays(
                cost,
                contract()
                        .escrow()
                        .fetchTokens(provider.address(), MarketProvider.MODEL_ID, ktokens, client.publicKey(), cost));
    }

    /** The same with the client's consent. */
    List<ContractEvent> fetchesTokensBound(MarketProvider provider, MarketClient client, long ktokens) {
        Wei cost = provider.listing().costOfThousands(ktokens);
        Bind bind = client.bindTo(this);
        return wallet.pays(
                cost,
                contract()
                        .escrow()
                        .fetchTokens(
                                provider.address(),
                                MarketProvider.MODEL_ID,
                                ktokens,
                                client.publicKey(),
                                bind,
                                client.signs(bind),
                                cost));
    }

    /** Into an account that {@code owner} owns. */
    List<ContractEvent> deposits(MarketProvider provider, MarketClient client, MarketOwner owner, long amount) {
        return wallet.pays(
                Wei.of(amount),
                contract().escrow().depositFor(provider.address(), client.address(), owner.address(), Wei.of(amount)));
    }

    AccountState account(MarketProvider provider, MarketClient client) {
        return contract().escrow().account(provider.address(), client.address()).orElseThrow();
    }

    List<ContractEvent> asksForItBack(MarketProvider provider, MarketClient client, Wei amount, long declaredTotal) {
        return wallet.sends(contract()
                .withdrawals()
                .requestWithdrawal(provider.address(), client.address(), amount, Wei.of(declaredTotal)));
    }

    /** With the operator's agreement that the rounds so far cost {@code settledTotal}. */
    ContractCall release(MarketProvider provider, MarketClient client, long settledTotal) {
        Release release = new Release(
                provider.address(),
                client.address(),
                Wei.of(settledTotal),
                account(provider, client).releaseNonce(),
                market().now().plus(RELEASE_LIFE).getEpochSecond());
        return contract().withdrawals().release(release, provider.agreesTo(release));
    }

    void prefunds(long amount) {
        wallet.pays(Wei.of(amount), contract().prefunds().prefund(Wei.of(amount)));
    }

    void allows(MarketClient client, long perDay, Instant expiresAt) {
        wallet.sends(contract().prefunds().allowClient(client.publicKey(), Wei.of(perDay), expiresAt));
    }

    /** Posts a job for a fresh client key, with all of the stake. */
    MarketOrder posts(MarketClient client, OrderTerms terms) {
        List<ContractEvent> events = wallet.pays(
                terms.stake(),
                contract()
                        .orders()
                        .postOrder(terms, client.publicKey(), client.signs(client.bindTo(this)), Bytes.EMPTY));
        OrderEvent.OrderPosted posted = (OrderEvent.OrderPosted) events.getFirst();
        return new MarketOrder(market(), posted.orderId(), posted.terms());
    }
}
