package io.deopenchat.bridge.api;

import io.deopenchat.bridge.counterparty.Counterparty;
import io.deopenchat.bridge.counterparty.LastRound;
import io.deopenchat.bridge.market.Buyer;
import io.deopenchat.bridge.market.OrderRules;
import io.deopenchat.bridge.market.Turn;
import io.deopenchat.bridge.provider.GatewayRefusal;
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
    private final Tries tries = new Tries();
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
        return switch (tries.before(
                provider.provider(), () -> provider.lastRound().fetch())) {
            case LastRound.Answer.None() -> ask(provider, turn);
            case LastRound.Answer.Unknown() -> Served.AGAIN;
            case LastRound.Answer.Fetched found -> {
                turn.heard();
                last = Optional.of(told(found, provider));
                yield Served.OVER;
            }
        };
    }

    private Served ask(Counterparty provider, Turn turn) {
        Outcome outcome = objectionTo(provider, turn).orElseGet(() -> attempt(provider, turn));
        tries.tried(provider.provider(), mayHaveArrived(outcome));
        last = Optional.of(outcome);
        return mayDoBetter(outcome) ? Served.AGAIN : Served.OVER;
    }

    /** The answer was made and is owed; only what an application streams cannot be told a second time. */
    private Outcome told(LastRound.Answer.Fetched found, Counterparty provider) {
        Optional<Answered> whole =
                found.whole().map(receipt -> new Answered(provider.provider(), receipt, found.text()));
        if (answer.takes(found.text())) {
            return new Outcome.Ended(whole.isPresent(), whole);
        }
        ProtocolError lost = ProtocolError.of(
                ErrorCode.BACKEND_ERROR,
                "the connection to the gateway failed, and the answer that it made meanwhile is paid; nothing was asked again");
        return new Outcome.Declined(new Outcome.ByBridge(lost), false);
    }

    private static boolean mayHaveArrived(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Ended _ -> true;
            case Outcome.Declined(Outcome.ByGateway(GatewayRefusal refusal), boolean _) ->
                !refusal.saysTheRoundIsVoid();
            case Outcome.Declined(Outcome.ByBridge(ProtocolError error), boolean _) ->
                error.code() == ErrorCode.BACKEND_ERROR;
            case Outcome.Declined(Outcome.ForNow _, boolean _) -> false;
        };
    }

    private Outcome attempt(Counterparty provider, Turn turn) {
        release.run();
        return new Attempt(provider, relay, budgets, background, purchase, progress, new TurnReceiver(answer, turn))
                .run();
    }

    /** What cannot change while this provider holds the order. */
    private Optional<Outcome> objectionTo(Counterparty provider, Turn turn) {
        Optional<String> refused = rules.filter().objectionTo(provider.provider());
        if (refused.isPresent()) {
            return Optional.of(never(ProtocolError.of(
                    ErrorCode.UNAVAILABLE,
                    "provider " + provider.provider() + " locked the order, and " + refused.get())));
        }
        return provider.offer(purchase.call().model())
                .flatMap(offer -> tooDear(
                        CostCeiling.of(purchase.call(), offer.prices(), offer.limits()),
                        turn.terms().stake(),
                        provider));
    }

    private static Optional<Outcome> tooDear(Wei ceiling, Wei stake, Counterparty provider) {
        String cost = "this call may cost " + ceiling + " base units at the prices of provider " + provider.provider();
        if (ceiling.isAbove(stake)) {
            return Optional.of(never(ProtocolError.of(
                    ErrorCode.INSUFFICIENT_ESCROW,
                    cost + ", which is more than the stake of " + stake + "; ask for fewer tokens")));
        }
        return Tries.covers(stake, provider.account().committed(), ceiling)
                ? Optional.empty()
                : Optional.of(new Outcome.Declined(
                        new Outcome.ForNow(ProtocolError.of(
                                ErrorCode.INSUFFICIENT_ESCROW,
                                cost + ", which is more than an earlier request leaves of the stake of " + stake)),
                        true));
    }

    private static Outcome never(ProtocolError error) {
        return new Outcome.Declined(new Outcome.ByBridge(error), false);
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
