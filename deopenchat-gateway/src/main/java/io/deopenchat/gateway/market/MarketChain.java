package io.deopenchat.gateway.market;

import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.Order;
import io.deopenchat.chain.OrderEvent;
import io.deopenchat.signing.Address;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * What the open market needs of a node, a contract and a wallet. Whatever cannot be read is a {@link ChainUnavailable}, never
 * an empty answer.
 */
interface MarketChain {
    Address provider();

    /** Number of the newest block. */
    long head();

    /** Which orders can be locked since, and which no longer, oldest first, both blocks included. */
    List<OrderEvent.OfferEvent> offers(long from, long to);

    /** What happened to orders of this provider, oldest first, both blocks included. */
    List<OrderEvent> own(long from, long to);

    /** As it is now; empty if it was never posted. */
    Optional<Order> order(long orderId);

    /** Base units of the native coin for each gas, as it is now. */
    BigInteger perGas();

    /**
     * Tries it, and sends it if that went well.
     *
     * @param beforeIt run right before it is sent, if it is; what has to be on disk then
     */
    Sending send(Step step, Runnable beforeIt);

    /** Steps that ended since the last time. */
    List<Landing> landings();

    /** Whether all that was sent from the wallet before the first time this was asked is in blocks, as far as the node knows. */
    boolean areEarlierMined();

    /** Whether a step with this order waits for a block. */
    boolean isOnItsWay(long orderId);
}
