package io.deopenchat.bridge.api;

import io.deopenchat.bridge.counterparty.Counterparty;
import io.deopenchat.bridge.market.Buyer;
import io.deopenchat.bridge.market.OrderRules;
import io.deopenchat.bridge.market.Turn;
import io.deopenchat.bridge.provider.Offer;
import io.deopenchat.bridge.provider.Relay;
import io.deopenchat.bridge.spending.Budgets;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.CostCeiling;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import java.util.Optional;
import java.util.concurrent.Executor;

/** A call that an order was posted for: taken to whoever locked it, as any call is taken to a provider. */
final class OrderedCall implements Buyer {
    private final Relay relay;
    private final Budgets budgets;
    private final Executor background;
    private final OrderRules rules;
    private final Purchase purchase;
    private final Progress progress;
    private final Receiver answer;
    private final Runnable release;
    private volatile Optional<Outcome> last = Optional.empty();

    /** @param release gives free what was reserved for the order, because its round reserves what it may cost itself */
    OrderedCall(
            Relay relay,
            Budgets budgets,
            Executor background,
            OrderRules rules,
            Purchase purchase,
            Progress progress,
            Receiver answer,
            Runnable release) {
        this.relay = relay;
        this.budgets = budgets;
        this.background = background;
        this.rules = rules;
        this.purchase = purchase;
        this.progress = progress;
        this.answer = answer;
        this.release = release;
    }

    @Override
    public boolean isWaiting() {
        return !answer.isGone();
    }

    @Override
    public Served serve(Counterparty provider, Turn turn) {
        Outcome outcome = objectionTo(provider)
                .<Outcome>map(error -> new Outcome.Declined(new Outcome.ByBridge(error), false))
                .orElseGet(() -> attempt(provider, turn));
        last = Optional.of(outcome);
        return mayDoBetter(outcome) ? Served.AGAIN : Served.OVER;
    }

    private Outcome attempt(Counterparty provider, Turn turn) {
        release.run();
        return new Attempt(provider, relay, budgets, background, purchase, progress, new TurnReceiver(answer, turn))
                .run();
    }

    /** What cannot change while this provider holds the order. */
    private Optional<ProtocolError> objectionTo(Counterparty provider) {
        Optional<String> refused = rules.filter().objectionTo(provider.provider());
        if (refused.isPresent()) {
            return Optional.of(ProtocolError.of(
                    ErrorCode.UNAVAILABLE,
                    "provider " + provider.provider() + " locked the order, and " + refused.get()));
        }
        return provider.offer(purchase.call().model()).flatMap(this::tooDear);
    }

    private Optional<ProtocolError> tooDear(Offer offer) {
        Wei ceiling = CostCeiling.of(purchase.call(), offer.prices(), offer.limits());
        return ceiling.isAbove(rules.maxCost())
                ? Optional.of(ProtocolError.of(
                        ErrorCode.INSUFFICIENT_ESCROW,
                        "this call may cost " + ceiling + " base units at the prices of provider "
                                + offer.provider().address() + ", which is more than the stake of " + rules.maxCost()
                                + "; ask for fewer tokens"))
                : Optional.empty();
    }

    /** A gateway may not have seen the lock yet, or be down for a moment; nothing was heard of it. */
    private static boolean mayDoBetter(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Ended _ -> false;
            case Outcome.Declined(Outcome.ByBridge(ProtocolError error), boolean _) ->
                error.code() == ErrorCode.BACKEND_ERROR;
            case Outcome.Declined(Outcome.Reason _, boolean elsewhere) -> elsewhere;
        };
    }

    /** How the last try went; empty if there was none. */
    Optional<Outcome> outcome() {
        return last;
    }
}
