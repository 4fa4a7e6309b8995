package io.deopenchat.bridge.api;

import io.deopenchat.bridge.counterparty.Candidate;
import io.deopenchat.bridge.counterparty.Choice;
import io.deopenchat.bridge.counterparty.Selection;
import io.deopenchat.bridge.provider.Relay;
import io.deopenchat.bridge.spending.Budgets;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.MDC;

/**
 * One call of an application, from its whole body to the end of its round: taken to the best provider, and to the next one
 * as long as the application has heard nothing. Runs on a virtual thread of its own; only bytes stay on the event loop.
 */
final class InferenceHandler {
    /** Each may cost its time limit, and a little money if it breaks at the wrong moment. */
    static final int MAX_ATTEMPTS = 4;

    private static final String NO_MARKET =
            "this bridge posts no orders; start it with --market-max-cost and the wallet"
                    + " that pays them, or leave out " + MarketCalls.PREFIX;

    private final Choice choice;
    private final Relay relay;
    private final Budgets budgets;
    private final Executor background;
    private final SecondOpinion second;
    private final Optional<MarketCalls> market;
    private final CallListener listener;

    /** @param market empty if nothing may be staked */
    InferenceHandler(
            Choice choice,
            Relay relay,
            Budgets budgets,
            Executor background,
            SecondOpinion second,
            Optional<MarketCalls> market,
            CallListener listener) {
        this.choice = choice;
        this.relay = relay;
        this.budgets = budgets;
        this.background = background;
        this.second = second;
        this.market = market;
        this.listener = listener;
    }

    /** Answers the call; returns when its round has ended, which may be after the answer. */
    void serve(InferenceEndpoint endpoint, byte[] body, Seat answer) {
        Progress progress = new Progress(System::nanoTime);
        CallListener.End end = CallListener.End.UNFINISHED;
        try {
            end = take(endpoint, body, progress, answer);
        } catch (MalformedMessage e) {
            end = CallListener.End.NOT_UNDERSTOOD;
            answer.refuse(e.toError());
        } finally {
            listener.ended(end, progress.overhead());
        }
    }

    private CallListener.End take(InferenceEndpoint endpoint, byte[] body, Progress progress, Seat answer) {
        InferenceCall asked = InferenceCall.parse(endpoint, body);
        if (MarketCalls.isMeant(asked.model())) {
            return order(asked, body, progress, answer);
        }
        AskedModel model = AskedModel.of(asked.model());
        Purchase purchase = purchase(asked, model, body, answer.call());
        return switch (choice.select(purchase.call(), model.pin())) {
            case Selection.Found(List<Candidate> bestFirst) -> {
                Outcome outcome = serve(bestFirst, purchase, progress, answer);
                if (model.pin().isEmpty()) {
                    compare(outcome, purchase, answer);
                }
                yield outcome.end();
            }
            case Selection.Nobody(String reason) -> {
                answer.refuse(ProtocolError.about("model", ErrorCode.MODEL_NOT_FOUND, reason));
                yield CallListener.End.NOBODY_SELLS;
            }
        };
    }

    private CallListener.End order(InferenceCall asked, byte[] body, Progress progress, Seat answer) {
        if (market.isEmpty()) {
            answer.refuse(ProtocolError.about("model", ErrorCode.MODEL_NOT_FOUND, NO_MARKET));
            return CallListener.End.NOBODY_SELLS;
        }
        AskedModel model = AskedModel.of(asked.model().substring(MarketCalls.PREFIX.length()));
        Purchase purchase = renamed(asked, model, body, answer.call());
        Outcome outcome = market.get().serve(purchase, model.pin(), Optional.empty(), progress, answer, placed -> {});
        if (outcome instanceof Outcome.Declined declined) {
            declined.reason().tell(answer);
        }
        return outcome.end();
    }

    /** What is signed and sent names the model as it is listed; who is to answer is this side's business. */
    private static Purchase purchase(InferenceCall asked, AskedModel model, byte[] body, AskedCall call) {
        return model.pin().isEmpty()
                ? new Purchase(asked, Buffer.buffer(body), call.contentHash(), call.application())
                : renamed(asked, model, body, call);
    }

    private static Purchase renamed(InferenceCall asked, AskedModel model, byte[] body, AskedCall call) {
        byte[] bare = asked.dialect().renamed(body, model.model());
        return Purchase.of(InferenceCall.parse(asked.endpoint(), bare), bare, call.application());
    }

    private void compare(Outcome outcome, Purchase purchase, Seat answer) {
        if (outcome instanceof Outcome.Ended(boolean _, Optional<Answered> answered) && !answer.isGone()) {
            answered.ifPresent(first -> second.perhaps(purchase, first, answer.context()));
        }
    }

    private Outcome serve(List<Candidate> candidates, Purchase purchase, Progress progress, Seat answer) {
        Outcome outcome = Outcome.Ended.OTHERWISE;
        List<Candidate> tried = candidates.subList(0, Math.min(MAX_ATTEMPTS, candidates.size()));
        for (Candidate candidate : tried) {
            if (!candidate.equals(tried.getFirst())) {
                listener.failedOver();
            }
            outcome = attempt(candidate, purchase, progress, answer);
            if (!(outcome instanceof Outcome.Declined(Outcome.Reason _, boolean elsewhere))
                    || !elsewhere
                    || answer.isGone()) {
                break;
            }
        }
        if (outcome instanceof Outcome.Declined declined) {
            declined.reason().tell(answer);
        }
        return outcome;
    }

    private Outcome attempt(Candidate candidate, Purchase purchase, Progress progress, Seat answer) {
        try (MDC.MDCCloseable _ =
                MDC.putCloseable("provider", candidate.counterparty().provider().toString())) {
            return new Attempt(candidate.counterparty(), relay, budgets, background, purchase, progress, answer).run();
        }
    }
}
