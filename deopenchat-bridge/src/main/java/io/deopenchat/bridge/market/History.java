package io.deopenchat.bridge.market;

import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Order;
import io.deopenchat.chain.OrderEvent.OrderPosted;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.SecretKey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The orders that a wallet ever posted, found with nothing but its key and a node. */
public final class History {
    private final ChainClient chain;
    private final DeopenchatContract contract;
    private final Address owner;
    private final Optional<OrderMemo> memos;

    /** @param key of the owner; empty if only what everybody sees is wanted */
    public History(ChainClient chain, DeopenchatContract contract, Address owner, Optional<SecretKey> key) {
        this.chain = chain;
        this.contract = contract;
        this.owner = owner;
        this.memos = key.map(secret -> OrderMemo.of(secret, contract.domain()));
    }

    /** Oldest first; as of one block, so that the money fits together. */
    public List<PastOrder> read(long fromBlock) {
        long head = chain.headBlock();
        DeopenchatContract then = contract.at(head);
        Map<Long, Instant> times = new HashMap<>();
        return contract.orderEvents(owner, fromBlock, head).stream()
                .filter(OrderPosted.class::isInstance)
                .map(OrderPosted.class::cast)
                .flatMap(posted -> then.orders().order(posted.orderId()).stream()
                        .map(order -> past(
                                posted,
                                order,
                                then,
                                times.computeIfAbsent(posted.origin().block(), chain::blockTime))))
                .toList();
    }

    private PastOrder past(OrderPosted posted, Order order, DeopenchatContract then, Instant postedAt) {
        Optional<AccountState> account = order.lastProvider().equals(Address.ZERO)
                ? Optional.empty()
                : then.escrow().account(order.lastProvider(), order.client());
        return new PastOrder(
                posted.orderId(),
                postedAt,
                posted.terms(),
                posted.memo(),
                memos.flatMap(open -> open.open(posted.client(), posted.memo())),
                order,
                account);
    }

    /**
     * Takes one step towards the rest of an order.
     *
     * @return whether there was one
     */
    public static boolean takeBack(MarketChain market, PastOrder past) {
        switch (past.wayBack(market.now())) {
            case Step.TakeBack() -> market.takeBack(past.id());
            case Step.RequestRest(Address provider) -> market.requestRest(provider, past.client(), past.paid());
            case Step.TakeRest(Address provider) -> market.takeRest(provider, past.client());
            case Step.Wait _, Step.Ask _, Step.Challenge _, Step.Reopen _, Step.Contest _, Step.End _ -> {
                return false;
            }
        }
        return true;
    }

    /**
     * Writes an order down as if it had been posted from this state directory, so that it can be gone on with.
     *
     * @return whether it was missing or unreadable there, has not ended, and its key is known
     */
    public boolean restore(PastOrder past, Path stateDirectory) {
        OrderDirectory directory = OrderDirectory.of(stateDirectory, past.client());
        if (past.hasEnded() || past.content().isEmpty() || directory.holdsAnOrder()) {
            return false;
        }
        directory.write(new OrderFile(
                contract.domain(),
                owner,
                past.client(),
                past.model(),
                past.terms(),
                past.memo(),
                null,
                past.id(),
                null));
        return true;
    }
}
