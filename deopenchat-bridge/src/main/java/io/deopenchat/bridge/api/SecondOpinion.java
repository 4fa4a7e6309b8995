package io.deopenchat.bridge.api;

import io.deopenchat.bridge.comparison.Inbox;
import io.deopenchat.bridge.config.Comparing;
import io.deopenchat.bridge.counterparty.Candidate;
import io.deopenchat.bridge.counterparty.Choice;
import io.deopenchat.bridge.counterparty.Selection;
import io.deopenchat.bridge.provider.Relay;
import io.deopenchat.bridge.spending.Budgets;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.LocalCount;
import io.deopenchat.openai.Output;
import io.deopenchat.openai.Prompt;
import io.deopenchat.protocol.RoundStatus;
import io.vertx.core.Context;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a share of the prompts to a second provider once they are answered, and keeps both answers for the user to compare. The
 * application has its answer by then and notices nothing. What no second provider can do within its budget is left.
 */
final class SecondOpinion {
    /** More under way at the same time are left. */
    static final int MAX_AT_ONCE = 4;

    private static final int WHOLE = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(SecondOpinion.class);

    private final Comparing comparing;
    private final Inbox inbox;
    private final Choice choice;
    private final Relay relay;
    private final Budgets budgets;
    private final Executor background;
    private final Semaphore places = new Semaphore(MAX_AT_ONCE);

    SecondOpinion(Comparing comparing, Inbox inbox, Choice choice, Relay relay, Budgets budgets, Executor background) {
        this.comparing = comparing;
        this.inbox = inbox;
        this.choice = choice;
        this.relay = relay;
        this.budgets = budgets;
        this.background = background;
    }

    /** May ask another one, beside everything else. */
    void perhaps(Purchase purchase, Answered first, Context context) {
        boolean isDrawn = ThreadLocalRandom.current().nextInt(WHOLE) < comparing.share();
        if (isDrawn && isComparable(purchase, first) && places.tryAcquire()) {
            background.execute(() -> {
                try {
                    ask(purchase, first, context);
                } finally {
                    places.release();
                }
            });
        }
    }

    /** Text that a person can judge: one whole completion of a prompt without media. */
    private static boolean isComparable(Purchase purchase, Answered first) {
        InferenceCall call = purchase.call();
        return call.dialect().output() == Output.TEXT
                && !call.dialect().isForm()
                && call.choices() == 1
                && call.mediaParts() == 0
                && purchase.body().length() <= LocalCount.MAX_BODY_BYTES
                && first.receipt().status() == RoundStatus.COMPLETE
                && !first.text().isBlank();
    }

    private void ask(Purchase purchase, Answered first, Context context) {
        Optional<Candidate> other = another(purchase.call(), first);
        if (other.isEmpty() || !inbox.hasRoom()) {
            return;
        }
        Purchase again = new Purchase(purchase.call(), purchase.body(), purchase.contentHash(), Comparing.APPLICATION);
        Outcome outcome = new Attempt(
                        other.get().counterparty(),
                        relay,
                        budgets,
                        background,
                        again,
                        new Progress(System::nanoTime),
                        new Aside(context))
                .run();
        if (outcome instanceof Outcome.Ended(boolean _, Optional<Answered> second)) {
            second.filter(answer -> isComparable(again, answer)).ifPresent(answer -> keep(again, first, answer));
        }
    }

    private Optional<Candidate> another(InferenceCall call, Answered first) {
        return choice.select(call, Optional.empty()) instanceof Selection.Found(List<Candidate> bestFirst)
                ? bestFirst.stream()
                        .filter(candidate ->
                                !candidate.counterparty().provider().equals(first.provider()))
                        .findFirst()
                : Optional.empty();
    }

    private void keep(Purchase purchase, Answered first, Answered second) {
        InferenceCall call = purchase.call();
        String prompt = String.join(
                "\n", Prompt.of(call.dialect(), purchase.body().getBytes()).texts());
        inbox.keep(call.model(), prompt, first.side(), second.side());
        LOG.info("two answers of {} wait to be compared; see the command compare", call.model());
    }
}
