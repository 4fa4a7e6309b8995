package io.deopenchat.gateway.market;

import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ContractCall;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Order;
import io.deopenchat.chain.OrderEvent;
import io.deopenchat.chain.Orders;
import io.deopenchat.chain.TransactionSigner;
import io.deopenchat.signing.Address;
import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The open market at the contract, with the provider's own wallet. */
public final class ContractMarket implements MarketChain {
    private final ChainClient chain;
    private final DeopenchatContract contract;
    private final MarketWallet wallet;

    /**
     * @param signer of the wallet that claims, the same one
     * @param nonceAfterClaims the first nonce above those of claims on their way
     */
    public ContractMarket(
            ChainClient chain,
            DeopenchatContract contract,
            TransactionSigner signer,
            LongSupplier nonceAfterClaims,
            InstantSource clock) {
        this.chain = chain;
        this.contract = contract;
        this.wallet = new MarketWallet(chain, contract.network(), signer, nonceAfterClaims, clock);
    }

    Duration withdrawalDelay() {
        return contract.withdrawalDelay();
    }

    /** Whether stakes are in the coin that gas is paid in. */
    boolean settlesInNativeCoin() {
        return contract.settlesInNativeCoin();
    }

    @Override
    public Address provider() {
        return wallet.address();
    }

    @Override
    public long head() {
        return chain.headBlock();
    }

    @Override
    public List<OrderEvent.OfferEvent> offers(long from, long to) {
        return contract.events(OrderEvent.OfferEvent.class, from, to);
    }

    @Override
    public List<OrderEvent> own(long from, long to) {
        return contract.orderEvents(provider(), from, to);
    }

    @Override
    public Optional<Order> order(long orderId) {
        return contract.orders().order(orderId);
    }

    @Override
    public BigInteger perGas() {
        return chain.gasPrice(contract.network()).perGas();
    }

    @Override
    public Sending send(Step step, Runnable beforeIt) {
        return wallet.send(step, call(step), beforeIt);
    }

    private ContractCall call(Step step) {
        Orders orders = contract.orders();
        return switch (step) {
            case Step.Lock lock -> orders.lockOrder(lock.orderId(), lock.terms());
            case Step.Finish finish ->
                finish.last()
                        .map(last -> orders.finishOrder(finish.orderId(), last))
                        .orElseGet(() -> orders.finishOrder(finish.orderId()));
            case Step.Answer answer -> orders.answerChallenge(answer.orderId(), answer.request());
        };
    }

    @Override
    public List<Landing> landings() {
        return wallet.landings();
    }

    @Override
    public boolean areEarlierMined() {
        return wallet.areEarlierMined();
    }

    @Override
    public boolean isOnItsWay(long orderId) {
        return wallet.isOnItsWay(orderId);
    }
}
