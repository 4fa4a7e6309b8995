package io.deopenchat.bridge.api;

import io.deopenchat.bridge.counterparty.Counterparty;
import io.deopenchat.bridge.counterparty.LastRound;
import io.deopenchat.bridge.market.Buyer;
import io.deopenchat.bridge.market.Turn;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A call that an earlier process may have made already: what the provider has of its answer is fetched, and only where that is
 * nothing it is made again. One generation, one bill.
 */
final class ReturningCall implements Buyer {
    private final OrderedCall call;
    private final Consumer<String> text;
    private volatile Optional<Outcome> fetched = Optional.empty();

    ReturningCall(OrderedCall call, Consumer<String> text) {
        this.call = call;
        this.text = text;
    }

    @Override
    public boolean isWaiting() {
        return call.isWaiting();
    }

    @Override
    public Served serve(Counterparty provider, Turn turn) {
        return switch (provider.lastRound().fetch()) {
            case LastRound.Answer.Fetched answer -> tell(answer, provider, turn);
            case LastRound.Answer.None() -> call.serve(provider, turn);
            case LastRound.Answer.Unknown() -> Served.AGAIN;
        };
    }

    private Served tell(LastRound.Answer.Fetched answer, Counterparty provider, Turn turn) {
        turn.heard();
        text.accept(answer.text());
        Optional<Answered> whole =
                answer.whole().map(receipt -> new Answered(provider.provider(), receipt, answer.text()));
        fetched = Optional.of(new Outcome.Ended(whole.isPresent(), whole));
        return Served.OVER;
    }

    /** How it went; empty if nothing was fetched and nothing asked. */
    Optional<Outcome> outcome() {
        return fetched.or(call::outcome);
    }
}
