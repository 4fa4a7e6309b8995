package io.deopenchat.gateway.market;

import io.deopenchat.chain.Anvil;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.Network;
import io.deopenchat.chain.TransactionSigner;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.AnswerSeal;
import io.deopenchat.gateway.account.Credit;
import io.deopenchat.gateway.account.Ledger;
import io.deopenchat.gateway.account.OwnOrder;
import io.deopenchat.gateway.account.Terms;
import io.deopenchat.gateway.config.MarketConfig;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Eventually;
import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.ProviderOnChain;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.ConfirmationCall;
import io.deopenchat.protocol.ContentHash;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.InferenceRequest;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.ModelId;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What one provider's gateway has for the open market, without its thread and its sockets, before a real chain. */
final class MarketDesk implements AutoCloseable {
    static final MarketConfig SERVES = MarketConfig.of(4);

    private static final byte[] BODY = ("{\"model\":\"" + ProviderOnChain.MODEL
                    + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
            .getBytes(StandardCharsets.UTF_8);

    private final ProviderOnChain chain;
    private final HandClock clock;
    private final Address wallet;
    private final Ledger ledger;
    private final AccountBook accounts;
    private final MarketRun run;

    /** @param account of the chain, the provider's wallet */
    MarketDesk(ProviderOnChain chain, int account, Path directory, HandClock clock, MarketConfig config) {
        this(chain, account, directory, clock, config, 0);
    }

    /** @param depth blocks on top of a lock after which it is final */
    MarketDesk(ProviderOnChain chain, int account, Path directory, HandClock clock, MarketConfig config, int depth) {
        this.chain = chain;
        this.clock = clock;
        this.wallet = Anvil.address(account);
        this.ledger = Ledger.open(
                directory, chain.contract().domain(), wallet, AnswerSeal.of(Anvil.key(account)), failure -> {
                    throw failure;
                });
        this.accounts = new AccountBook(
                ledger,
                chain.contract().domain(),
                wallet,
                new Credit(Wei.of(1_000_000)),
                Limits.SEQUENCE_WINDOW,
                clock);
        ContractMarket market = new ContractMarket(
                chain.chain().client(),
                chain.contract(),
                new TransactionSigner(Network.LOCAL, Anvil.key(account)),
                ledger.claims()::nonceAfterOpen,
                clock);
        this.run = Market.run(
                config,
                0,
                Network.LOCAL,
                depth,
                market,
                market.withdrawalDelay(),
                ledger,
                accounts,
                model -> listing().filter(Listing::listed),
                state -> {},
                clock);
    }

    private Optional<Listing> listing() {
        return chain.contract().registry().listing(wallet, ModelId.of(ProviderOnChain.MODEL));
    }

    /** Returns when what it sent is in a block, unless the test mines. */
    MarketDesk turns() {
        run.turn();
        awaitBlock();
        return this;
    }

    private void awaitBlock() {
        if (chain.anvil().rpc("anvil_getAutomine").booleanValue()) {
            Eventually.holds("nothing waits for a block", () -> chain.anvil().pendingTransactions() == 0);
        }
    }

    /** As an orderly end of the gateway does. */
    void ends() {
        run.last();
        awaitBlock();
    }

    /** What a gateway would have learnt from events. */
    void follows(ClientKey client) {
        chain.contract().escrow().account(wallet, client.address()).ifPresent(accounts::update);
    }

    AccountBook accounts() {
        return accounts;
    }

    List<OwnOrder> open() {
        return ledger.orders().open();
    }

    OwnOrder order(long id) {
        return ledger.orders().find(id).orElseThrow();
    }

    boolean isKnown(long id) {
        return ledger.orders().find(id).isPresent();
    }

    /** Transactions of the wallet, those that wait included. */
    long sent() {
        return chain.chain().client().nextNonce(wallet);
    }

    /** A request that is admitted and ends without a bill. */
    void isAskedInVain(ClientKey client) {
        Terms terms = request(client);
        accounts.admit(terms, listing(), Optional::empty);
        accounts.voidRound(terms, ProtocolError.of(ErrorCode.BACKEND_ERROR, "it broke"))
                .join();
    }

    /** The same, and its round goes on. */
    void isAsked(ClientKey client) {
        accounts.admit(request(client), listing(), Optional::empty);
    }

    private Terms request(ClientKey client) {
        InferenceEndpoint endpoint = InferenceEndpoint.CHAT_COMPLETIONS;
        InferenceRequest request = new InferenceRequest(
                wallet,
                1,
                ContentHash.of(InferenceEndpoint.METHOD, endpoint.path(), BODY),
                ModelId.of(ProviderOnChain.MODEL),
                ProviderOnChain.PRICES,
                Wei.of(100),
                Wei.of(1_000),
                clock.instant().plusSeconds(60).getEpochSecond());
        SignedRequest signed = new SignedRequest(
                request, client.address(), client.signer().sign(chain.contract().domain(), request));
        return new Terms(
                signed, chain.contract().domain().digest(request), InferenceCall.parse(endpoint, BODY), Offer.LIMITS);
    }

    void isPaid(ClientKey client, long total) {
        accounts.confirm(new ConfirmationCall(client.address(), chain.confirms(client, total), List.of()));
    }

    /** As a process does that is killed: whatever it knew is gone, what is on disk stays. */
    @Override
    public void close() {
        ledger.close();
    }
}
