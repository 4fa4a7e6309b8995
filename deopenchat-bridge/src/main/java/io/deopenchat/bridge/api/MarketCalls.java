package io.deopenchat.bridge.api;

import io.deopenchat.bridge.market.LiveOrder;
import io.deopenchat.bridge.market.OrderBook;
import io.deopenchat.bridge.provider.GatewayRefusal;
import io.deopenchat.bridge.provider.Relay;
import io.deopenchat.bridge.spending.Budgets;
import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.signing.Address;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Calls that are answered by whoever locks an order for them: {@code market:MODEL}. */
final class MarketCalls {
    /** What stands before the name of a model. */
    static final String PREFIX = "market:";

    private final OrderBook orders;
    private final Relay relay;
    private final Budgets budgets;
    private final Executor background;

    MarketCalls(OrderBook orders, Relay relay, Budgets budgets, Executor background) {
        this.orders = orders;
        this.relay = relay;
        this.budgets = budgets;
        this.background = background;
    }

    static boolean isMeant(String model) {
        return model.startsWith(PREFIX);
    }

    /**
     * Posts an order, and answers the call from whoever locks it; returns when that is over for the caller.
     *
     * @param pin the only provider that may lock it
     * @param kept the request, if it is to be gone on with after a crash
     * @param placed hears of the order
     */
    Outcome serve(
            Purchase purchase,
            Optional<Address> pin,
            Optional<byte[]> kept,
            Progress progress,
            Receiver answer,
            Consumer<LiveOrder> placed) {
        return switch (budgets.reserve(
                purchase.application(), purchase.call().model(), orders.rules().maxCost())) {
            case Budgets.Verdict.Exceeded exceeded -> declined(Attempt.overBudget(exceeded));
            case Budgets.Verdict.Reserved(Budgets.Reservation reservation) -> {
                try {
                    OrderedCall buyer = buyer(purchase, progress, answer, reservation::release);
                    yield orders.place(purchase.call(), pin, kept, buyer)
                            .map(order -> await(order, buyer, placed))
                            .orElseGet(MarketCalls::tooMany);
                } catch (ChainUnavailable e) {
                    yield declined(
                            ProtocolError.of(ErrorCode.UNAVAILABLE, "no order was posted, because " + e.getMessage()));
                } finally {
                    reservation.release();
                }
            }
        };
    }

    OrderedCall buyer(Purchase purchase, Progress progress, Receiver answer, Runnable release) {
        return new OrderedCall(relay, budgets, background, orders.rules(), purchase, progress, answer, release);
    }

    private static Outcome await(LiveOrder order, OrderedCall buyer, Consumer<LiveOrder> placed) {
        placed.accept(order);
        return outcome(order.heard().join(), buyer.outcome());
    }

    /** How it went for who asked, and how its last try did. */
    static Outcome outcome(LiveOrder.Heard heard, Optional<Outcome> last) {
        return switch (heard) {
            case LiveOrder.Heard.Over() -> last.orElse(Outcome.Ended.OTHERWISE);
            case LiveOrder.Heard.NotServed(String why) ->
                declined(ProtocolError.of(
                        ErrorCode.UNAVAILABLE,
                        why
                                + last.flatMap(MarketCalls::refusal)
                                        .map(refusal -> "; a provider said at last: " + refusal)
                                        .orElse("")));
        };
    }

    private static Optional<String> refusal(Outcome last) {
        return last instanceof Outcome.Declined(Outcome.ByGateway(GatewayRefusal refusal), boolean _)
                ? Optional.of(refusal.summary())
                : Optional.empty();
    }

    private static Outcome tooMany() {
        return declined(ProtocolError.of(
                ErrorCode.CAPACITY_EXCEEDED,
                OrderBook.MAX_UNFINISHED + " orders have not ended yet; ask again when one of them has"));
    }

    private static Outcome declined(ProtocolError error) {
        return new Outcome.Declined(new Outcome.ByBridge(error), false);
    }
}
