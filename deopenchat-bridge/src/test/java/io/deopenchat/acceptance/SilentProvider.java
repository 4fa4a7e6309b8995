package io.deopenchat.acceptance;

import io.deopenchat.chain.ContractRefusal;
import io.deopenchat.chain.OrderEvent;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.signing.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** A provider without a gateway: now and then it is the first to lock an order, and never says a word. */
final class SilentProvider {
    private static final int ONE_IN = 6;

    private final Marketplace market;
    private final ProviderActor provider;
    private final TransactionSender sender;
    private final Random random;
    private final List<CompletableFuture<Void>> locks = new ArrayList<>();
    private int asked;

    SilentProvider(Marketplace market, ProviderActor provider, Random random) {
        this.market = market;
        this.provider = provider;
        this.sender = market.sender(provider.wallet());
        this.random = random;
    }

    /** Of the orders that are for it alone it leaves every other one. */
    void looksAt(OrderEvent.OrderPosted order) {
        List<Address> wanted = order.terms().providers();
        boolean wants = wanted.contains(provider.address())
                ? asked++ % 2 == 1
                : wanted.isEmpty() && random.nextInt(ONE_IN) == 0;
        if (wants) {
            locks.add(CompletableFuture.runAsync(
                    () -> locks(order), task -> Thread.ofVirtual().start(task)));
        }
    }

    private void locks(OrderEvent.OrderPosted order) {
        try {
            sender.send(market.contract().orders().lockOrder(order.orderId(), order.terms()));
        } catch (ContractRefusal lost) {
            // somebody else was first, which costs it gas or nothing
        }
    }

    void hasDone() {
        locks.forEach(CompletableFuture::join);
    }
}
