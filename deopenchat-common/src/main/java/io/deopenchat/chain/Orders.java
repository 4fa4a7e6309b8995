package io.deopenchat.chain;

import io.deopenchat.chain.wrapper.Deopenchat;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.PublicKey;
import io.deopenchat.signing.Signature;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** The open market: a client posts an order with a stake, a provider that fits locks it, and it becomes an account. */
public final class Orders {
    private final Functions functions;

    Orders(Functions functions) {
        this.functions = functions;
    }

    /** Number of orders ever posted; the first one has the id 1. */
    public long orderCount() {
        return functions.askNumber(Deopenchat::orderCount);
    }

    /** Empty if it was never posted. */
    public Optional<Order> order(long orderId) {
        Deopenchat.OrderView view =
                functions.ask(contract -> contract.order(Abi.uint(orderId)), Deopenchat.OrderView.class);
        Order order = read(view);
        return order.state() == OrderState.NONE ? Optional.empty() : Optional.of(order);
    }

    /**
     * Posts an order with its stake.
     *
     * @param client a fresh client key
     * @param bindSignature the client's, of a bind of any provider to the sender
     * @param memo the client's own, kept as an event only
     * @throws IllegalArgumentException if the stake is zero, a time is no whole seconds, or a number is out of its range
     */
    public ContractCall postOrder(OrderTerms terms, PublicKey client, Signature bindSignature, Bytes memo) {
        terms.requireSensible();
        return functions.paying(
                contract -> contract.postOrder(
                        OrderCodec.write(terms),
                        client.toArray(),
                        bindSignature.toArray(),
                        memo.toArray(),
                        BigInteger.ZERO),
                terms.stake(),
                "order of client " + client.address() + " with a stake of " + terms.stake() + " base units");
    }

    /** Takes an order nobody has locked back, in full; its owner at any time, anyone when its time is over. */
    public ContractCall returnOrder(long orderId) {
        return functions.call(contract -> contract.returnOrder(Abi.uint(orderId)), "return of order " + orderId);
    }

    /** Locks an open order for the sender, a registered provider that fits its terms. */
    public ContractCall lockOrder(long orderId, OrderTerms terms) {
        return functions.call(
                contract -> contract.lockOrder(Abi.uint(orderId), OrderCodec.write(terms)), "lock of order " + orderId);
    }

    /** Settles a locked order without a last confirmation: the rest of the account returns to the owner; provider only. */
    public ContractCall finishOrder(long orderId) {
        return finishOrder(orderId, List.of());
    }

    /** Claims the last confirmation, and returns the rest of the account to the owner; provider only. */
    public ContractCall finishOrder(long orderId, SignedConfirmation last) {
        return finishOrder(orderId, List.of(last));
    }

    /** Asks whether the provider serves; owner only. */
    public ContractCall challengeOrder(long orderId, OrderTerms terms) {
        return functions.call(
                contract -> contract.challengeOrder(Abi.uint(orderId), OrderCodec.write(terms)),
                "challenge of order " + orderId);
    }

    /** Answers with any request that the client signed for this provider; anyone may send it. */
    public ContractCall answerChallenge(long orderId, SignedRequest request) {
        return functions.call(
                contract -> contract.answerChallenge(
                        Abi.uint(orderId),
                        Evidence.request(request.request()),
                        request.signature().toArray()),
                "answer for order " + orderId);
    }

    /** Opens the order again when the provider was asked, did not answer and was paid nothing; owner only. */
    public ContractCall reopenOrder(long orderId) {
        return functions.call(contract -> contract.reopenOrder(Abi.uint(orderId)), "reopening of order " + orderId);
    }

    /**
     * Publishes sealed data of an order as an event; its owner, or the provider that locked it.
     *
     * @param index counted by the sender
     */
    public ContractCall publish(long orderId, long index, Bytes data) {
        return functions.call(
                contract -> contract.publish(Abi.uint(orderId), Abi.uint(index), data.toArray()),
                "publication of " + data.length() + " bytes for order " + orderId);
    }

    private ContractCall finishOrder(long orderId, List<SignedConfirmation> rows) {
        return functions.call(
                contract -> contract.finishOrder(Abi.uint(orderId), Rows.claims(rows)), "finish of order " + orderId);
    }

    private static Order read(Deopenchat.OrderView view) {
        return new Order(
                OrderState.of(view.state.intValueExact()),
                Abi.address(view.owner),
                Abi.address(view.client),
                Abi.bytes32(view.termsHash),
                Abi.wei(view.stake),
                Abi.time(view.lockUntil),
                Abi.address(view.provider),
                Abi.timeOrNull(view.serveUntil),
                Abi.timeOrNull(view.silentFrom),
                view.answered);
    }
}
