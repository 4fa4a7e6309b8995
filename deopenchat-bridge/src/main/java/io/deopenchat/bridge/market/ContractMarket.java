package io.deopenchat.bridge.market;

import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.Bytes;
import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ContractRefusal;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.KeptTransaction;
import io.deopenchat.chain.MinedTransaction;
import io.deopenchat.chain.Network;
import io.deopenchat.chain.Order;
import io.deopenchat.chain.OrderEvent;
import io.deopenchat.chain.OrderTerms;
import io.deopenchat.chain.ProvisionalClaim;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Contest;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.PublicKey;
import io.deopenchat.signing.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** The market of the contract, for the owner of a wallet. */
public final class ContractMarket implements MarketChain {
    /** A lock is worth some looks more than the network's receipts are: somebody waits for an answer. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);

    /** Days may pass until a withdrawal matures. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** Of the time that a network gives a transaction. */
    private static final int SILENCES = 4;

    /** Of the same: about the time between two blocks. */
    private static final int BLOCKS = 20;

    /** Until a time that is known, if that is not too often or too seldom. */
    private static final int LOOKS = 1_000;

    private final ChainClient chain;
    private final DeopenchatContract contract;
    private final TransactionSender wallet;
    private final InstantSource clock;

    /** @param wallet of the owner; nobody else should send from it meanwhile */
    public ContractMarket(
            ChainClient chain, DeopenchatContract contract, TransactionSender wallet, InstantSource clock) {
        this.chain = chain;
        this.contract = contract;
        this.wallet = wallet;
        this.clock = clock;
    }

    @Override
    public Address owner() {
        return wallet.address();
    }

    /** The later of the two: a chain that mines on demand lags behind, and a block may be ahead of this clock. */
    @Override
    public Instant now() {
        Instant head = chain.headTime();
        Instant here = clock.instant();
        return head.isAfter(here) ? head : here;
    }

    @Override
    public Duration shortestSilence() {
        return contract.network().receiptWait().dividedBy(SILENCES);
    }

    @Override
    public Duration settleTime() {
        Network network = contract.network();
        return network.receiptWait().dividedBy(BLOCKS).multipliedBy(network.confirmationDepth());
    }

    @Override
    public Optional<Order> order(long orderId) {
        return contract.orders().order(orderId);
    }

    @Override
    public Optional<AccountState> account(Address provider, Address client) {
        return contract.escrow().account(provider, client);
    }

    @Override
    public long post(OrderTerms terms, PublicKey client, Signature bind, Bytes memo, Consumer<KeptTransaction> keeper) {
        if (!contract.settlesInNativeCoin()) {
            wallet.send(contract.approvals().approve(terms.stake()));
        }
        MinedTransaction mined = wallet.send(
                contract.orders().postOrder(terms, client, bind, memo),
                signed -> keeper.accept(new KeptTransaction(wallet.address(), signed)));
        return idOf(mined);
    }

    @Override
    public Posting goOn(KeptTransaction posting) {
        return switch (posting.look(chain, contract.network())) {
            case KeptTransaction.Fate.Mined(MinedTransaction mined) ->
                mined.succeeded()
                        ? new Posting.Posted(idOf(mined))
                        : new Posting.Never("the contract refused it in its block, and only gas was paid");
            case KeptTransaction.Fate.Displaced() ->
                new Posting.Never("another transaction of wallet " + posting.wallet() + " took its place");
            case KeptTransaction.Fate.Waiting(String why) -> new Posting.Waiting(why);
        };
    }

    private long idOf(MinedTransaction mined) {
        return contract.events(mined).stream()
                .filter(OrderEvent.OrderPosted.class::isInstance)
                .map(OrderEvent.OrderPosted.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(mined + " left no event of an order"))
                .orderId();
    }

    @Override
    public void takeBack(long orderId) {
        wallet.send(contract.orders().returnOrder(orderId));
    }

    @Override
    public void challenge(long orderId, OrderTerms terms) {
        wallet.send(contract.orders().challengeOrder(orderId, terms));
    }

    @Override
    public boolean canReopen(long orderId) {
        try {
            chain.preflight(wallet.address(), contract.orders().reopenOrder(orderId));
            return true;
        } catch (ContractRefusal notYet) {
            return false;
        }
    }

    @Override
    public void reopen(long orderId) {
        wallet.send(contract.orders().reopenOrder(orderId));
    }

    @Override
    public void requestRest(Address provider, Address client, Wei declared) {
        wallet.send(contract.withdrawals().requestWithdrawal(provider, client, Wei.MAX, declared));
    }

    @Override
    public void takeRest(Address provider, Address client) {
        wallet.send(contract.withdrawals().finishWithdrawal(provider, client));
    }

    @Override
    public Optional<ProvisionalClaim> claim(Address provider, Address client) {
        return contract.provisionalClaims().provisionalClaim(provider, client);
    }

    @Override
    public void contest(Address provider, Address client, Bytes32 requestHash, Wei owed) {
        wallet.send(contract.provisionalClaims().contest(client, new Contest(provider, requestHash, owed)));
    }

    @Override
    public void pause(Instant until) throws InterruptedException {
        Duration interval = contract.network().pollInterval();
        Duration shortest = interval.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : interval;
        Duration left = Duration.between(clock.instant(), until);
        // what is far away is looked at less often, but a provider may end an order at any time
        Duration part = left.isPositive() ? left.dividedBy(LOOKS) : Duration.ZERO;
        Duration longest = part.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : part;
        Thread.sleep(longest.compareTo(shortest) < 0 ? shortest : longest);
    }
}
