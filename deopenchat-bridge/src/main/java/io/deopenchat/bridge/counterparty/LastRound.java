package io.deopenchat.bridge.counterparty;

import io.deopenchat.bridge.account.Settlement;
import io.deopenchat.bridge.journal.Journal;
import io.deopenchat.bridge.journal.Round;
import io.deopenchat.bridge.provider.AnswerMemory;
import io.deopenchat.bridge.provider.GatewayClient;
import io.deopenchat.bridge.provider.GatewayRefusal;
import io.deopenchat.bridge.provider.ProviderWatch;
import io.deopenchat.bridge.provider.ReceivedLog;
import io.deopenchat.bridge.provider.Reply;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.SignedReceipt;
import java.util.Optional;

/** The round that was begun last in an account, for who may have been killed in it: its answer is asked for, not made again. */
public final class LastRound {
    private final Journal journal;
    private final GatewayClient gateway;
    private final ProviderWatch watch;
    private final Settlement settlement;
    private final AnswerMemory answers;

    LastRound(
            Journal journal, GatewayClient gateway, ProviderWatch watch, Settlement settlement, AnswerMemory answers) {
        this.journal = journal;
        this.gateway = gateway;
        this.watch = watch;
        this.settlement = settlement;
        this.answers = answers;
    }

    /** What there is of its answer. */
    public sealed interface Answer {
        /**
         * The provider has it.
         *
         * @param text empty if it is too long to look at
         * @param whole its receipt, if the answer came to its end and the receipt holds what was agreed
         */
        record Fetched(String text, Optional<Receipt> whole) implements Answer {}

        /** There is none, and nothing is owed. */
        record None() implements Answer {}

        /** The provider does not say. */
        record Unknown() implements Answer {}
    }

    /** Asks the provider; what is owed for the round is kept before this returns. */
    public Answer fetch() {
        return journal.newest(1).stream()
                .filter(LastRound::mayHaveAnAnswer)
                .findFirst()
                .map(this::ask)
                .orElseGet(Answer.None::new);
    }

    private static boolean mayHaveAnAnswer(Round round) {
        return switch (round.state()) {
            case INTENDED, RECEIVED, CONFIRMED -> true;
            case VOID, DISPUTED -> false;
        };
    }

    private Answer ask(Round round) {
        Reply<ReceivedLog> reply =
                gateway.round(
                watch.provider().gateway(), round.terms().call().dialect(), round.terms().answer(), answers, round.sequence());
        return switch (reply) {
            case Reply.Answered<ReceivedLog>(ReceivedLog log) -> log.isVoid() ? new Answer.None() : fetched(round, log);
            case Reply.Refused<ReceivedLog>(GatewayRefusal refusal) ->
                refusal.is(ErrorCode.ROUND_VOID) || refusal.is(ErrorCode.ROUND_NOT_FOUND)
                        ? new Answer.None()
                        : new Answer.Unknown();
            case Reply.Failed<ReceivedLog> _ -> new Answer.Unknown();
        };
    }

    private Answer fetched(Round round, ReceivedLog log) {
        Optional<Receipt> owed =
                round.signedReceipt().map(SignedReceipt::receipt).or(() -> settlement.settle(round.terms(), log));
        return new Answer.Fetched(
                log.deliveredText().orElse(""), owed.filter(receipt -> receipt.status() == RoundStatus.COMPLETE));
    }
}
