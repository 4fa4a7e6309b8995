package io.deopenchat.bridge.api;

import io.deopenchat.bridge.account.OpenRound;
import io.deopenchat.bridge.account.Opening;
import io.deopenchat.bridge.account.Settlement;
import io.deopenchat.bridge.counterparty.Counterparty;
import io.deopenchat.bridge.counterparty.Performance;
import io.deopenchat.bridge.provider.Delivery;
import io.deopenchat.bridge.provider.GatewayRefusal;
import io.deopenchat.bridge.provider.Offer;
import io.deopenchat.bridge.provider.Parcel;
import io.deopenchat.bridge.provider.ReceivedLog;
import io.deopenchat.bridge.provider.Relay;
import io.deopenchat.bridge.spending.Budgets;
import io.deopenchat.money.Prices;
import io.deopenchat.openai.CostCeiling;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.LocalCount;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.Receipt;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call taken to one provider: agree, sign, relay, check the receipt. Declines as long as the application has heard
 * nothing, so that the call can be taken elsewhere; a round that may have been served is found out about beside that.
 */
final class Attempt {
    /**
     * A connection that fails sooner was probably dead before the request left: it is sent again, unchanged, which a gateway
     * that did receive it takes for the same round.
     */
    static final Duration RESEND_WITHIN = Duration.ofSeconds(5);

    /** On a bad road the next connection may be as short as the first; a gateway that hangs up on all is left after these. */
    static final int MAX_RESENDS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private static final ProtocolError NO_ROOM = ProtocolError.of(
            ErrorCode.CAPACITY_EXCEEDED,
            "large answers in flight hold all the memory that they may, and nothing was spent; ask again when one of them has"
                    + " ended, or give the bridge more with JAVA_OPTS=-Xmx..");

    /** With these a gateway says that the call is wrong, not that it cannot serve it. */
    private static final Set<Integer> WRONG_CALL = Set.of(400, 405, 413, 415, 422);

    private final Counterparty counterparty;
    private final Relay relay;
    private final Budgets budgets;
    private final Executor background;
    private final InferenceCall call;
    private final Purchase purchase;
    private final Progress progress;
    private final Receiver answer;

    /** @param background where it is found out how a round ended while the call goes on elsewhere */
    Attempt(
            Counterparty counterparty,
            Relay relay,
            Budgets budgets,
            Executor background,
            Purchase purchase,
            Progress progress,
            Receiver answer) {
        this.counterparty = counterparty;
        this.relay = relay;
        this.budgets = budgets;
        this.background = background;
        this.purchase = purchase;
        this.progress = progress;
        this.call = purchase.call();
        this.answer = answer;
    }

    /** Tries, and once more where this side can mend what the gateway complains of. */
    Outcome run() {
        Outcome outcome = once();
        return outcome instanceof Outcome.Declined(Outcome.ByGateway(GatewayRefusal refusal), boolean _)
                        && !answer.isGone()
                        && counterparty.remedy().apply(refusal)
                ? once()
                : outcome;
    }

    private Outcome once() {
        Optional<Offer> offer = counterparty.offer(call.model());
        if (offer.isEmpty()) {
            return declined(new Outcome.ByBridge(notListed()));
        }
        Optional<Prices> exceeded = counterparty.prices().exceededBy(offer.get());
        if (exceeded.isPresent()) {
            return declined(new Outcome.ByBridge(tooDear(offer.get(), exceeded.get())));
        }
        Performance.Trial trial = counterparty.performance().begin();
        try {
            return open(offer.get(), trial);
        } finally {
            trial.undecided();
        }
    }

    private Outcome open(Offer offer, Performance.Trial trial) {
        if (!counterparty.answers().hasRoom()) {
            return declined(new Outcome.ByBridge(NO_ROOM));
        }
        if (!counterparty.reconciliation().ensure()) {
            trial.failed();
            return declined(
                    new Outcome.ForNow(unavailable(counterparty.reconciliation().problem())));
        }
        Optional<Parcel> packed = counterparty.sealing().pack(call, purchase.body(), purchase.contentHash());
        if (packed.isEmpty()) {
            trial.failed();
            return declined(new Outcome.ByBridge(noEncryptionKey()));
        }
        return open(offer, packed.get(), trial);
    }

    private Outcome open(Offer offer, Parcel parcel, Performance.Trial trial) {
        return switch (budgets.reserve(
                purchase.application(), call.model(), CostCeiling.of(call, offer.prices(), offer.limits()))) {
            case Budgets.Verdict.Exceeded exceeded -> declined(new Outcome.ByBridge(overBudget(exceeded)));
            case Budgets.Verdict.Reserved(Budgets.Reservation reservation) ->
                open(
                        counterparty
                                .account()
                                .open(call, parcel.contentHash(), parcel.answers(), offer, purchase.application()),
                        parcel,
                        reservation,
                        trial);
        };
    }

    private Outcome open(Opening opening, Parcel parcel, Budgets.Reservation reservation, Performance.Trial trial) {
        return switch (opening) {
            case Opening.Opened(OpenRound round) -> {
                reservation.isFor(round.provider(), round.sequence()).join();
                yield serve(round, parcel, trial);
            }
            case Opening.Refused(ProtocolError error) -> {
                reservation.release();
                yield declined(new Outcome.ByBridge(error));
            }
        };
    }

    private Outcome serve(OpenRound round, Parcel parcel, Performance.Trial trial) {
        answer.identify(progress.leaving(round));
        TimedSink sink = new TimedSink(answer);
        try {
            Sent sent = send(round, parcel, sink);
            progress.back();
            return conclude(round, sent, sink, trial);
        } catch (RuntimeException unexpected) {
            LOG.error("round {} failed unexpectedly", round.sequence(), unexpected);
            counterparty.account().orphaned(round.terms());
            answer.fail(ProtocolError.of(
                    ErrorCode.INTERNAL_ERROR,
                    "internal error in round " + round.sequence() + "; see the log of the bridge"));
            return Outcome.Ended.OTHERWISE;
        }
    }

    private Outcome conclude(OpenRound round, Sent sent, TimedSink sink, Performance.Trial trial) {
        return switch (sent.delivery()) {
            case Delivery.Ended(ReceivedLog log) -> {
                Duration time = sink.sinceStart();
                Optional<Receipt> owed = counterparty.settlement().settle(round.terms(), log);
                observe(owed, sink.firstByte(), time, trial);
                Optional<Answered> answered = owed.flatMap(receipt -> answered(receipt, log));
                answered.ifPresent(whole -> audit(round, whole));
                yield new Outcome.Ended(owed.isPresent(), answered);
            }
            case Delivery.Refused(GatewayRefusal said) -> {
                GatewayRefusal refusal = round.answer().isSealed() ? said.withheld() : said;
                if (refusal.status() >= 500) {
                    failedUnlessGone(trial);
                }
                yield refused(round, refusal, sent.isRepeated());
            }
            case Delivery.NotSent(String reason) -> {
                failedUnlessGone(trial);
                counterparty.account().voided(round.terms(), "not sent: " + reason);
                yield declined(new Outcome.ForNow(unavailable(reason)));
            }
            case Delivery.Broken(String reason) -> {
                failedUnlessGone(trial);
                yield broken(round, reason, sink.isHeard());
            }
        };
    }

    /** What is said of a repetition says nothing of the first copy, which may have arrived. */
    private Outcome refused(OpenRound round, GatewayRefusal refusal, boolean isRepeated) {
        if (isRepeated ? refusal.is(ErrorCode.ROUND_VOID) : refusal.saysTheRoundIsVoid()) {
            counterparty.account().voided(round.terms(), "refused with " + refusal.summary());
        } else {
            recoverBeside(round);
        }
        return new Outcome.Declined(new Outcome.ByGateway(refusal), !WRONG_CALL.contains(refusal.status()));
    }

    private Outcome broken(OpenRound round, String reason, boolean isHeard) {
        ProtocolError lost = connectionLost(round.sequence(), reason);
        if (!isHeard) {
            recoverBeside(round);
            return declined(new Outcome.ByBridge(lost));
        }
        answer.fail(lost);
        counterparty.settlement().recover(round.terms());
        return Outcome.Ended.OTHERWISE;
    }

    private void recoverBeside(OpenRound round) {
        Settlement settlement = counterparty.settlement();
        background.execute(() -> settlement.recover(round.terms()));
    }

    private void failedUnlessGone(Performance.Trial trial) {
        if (!answer.isGone()) {
            trial.failed();
        }
    }

    /** By a receipt that was checked: a provider could name any number to look fast. */
    private void observe(Optional<Receipt> owed, Duration firstByte, Duration whole, Performance.Trial trial) {
        if (answer.isGone()) {
            return;
        }
        owed.ifPresentOrElse(
                receipt -> trial.answered(firstByte, whole, receipt.usage().completionTokens()), trial::failed);
    }

    private Optional<Answered> answered(Receipt receipt, ReceivedLog log) {
        return log.deliveredText().map(text -> new Answered(counterparty.provider(), receipt, text));
    }

    private void audit(OpenRound round, Answered answered) {
        if (purchase.body().length() <= LocalCount.MAX_BODY_BYTES) {
            counterparty
                    .audit()
                    .look(
                            round.terms(),
                            answered.receipt().usage(),
                            purchase.body().getBytes(),
                            answered.text());
        }
    }

    /** @param isRepeated whether an earlier copy of the request may have arrived */
    private record Sent(Delivery delivery, boolean isRepeated) {}

    private Sent send(OpenRound round, Parcel parcel, TimedSink sink) {
        long leftAt = System.nanoTime();
        Delivery delivery = carry(round, parcel, sink);
        int resends = 0;
        for (; resends < MAX_RESENDS && mayBeSentAgain(delivery, sink, leftAt); resends++) {
            leftAt = System.nanoTime();
            delivery = switch (carry(round, parcel, sink)) {
                case Delivery.NotSent(String reason) -> new Delivery.Broken(reason);
                case Delivery other -> other;
            };
        }
        return new Sent(delivery, resends > 0);
    }

    /** @param leftAt when the copy left that broke, in nanoseconds of the system's clock: what earlier ones took says nothing of it */
    private boolean mayBeSentAgain(Delivery delivery, TimedSink sink, long leftAt) {
        return delivery instanceof Delivery.Broken
                && !sink.isHeard()
                && !answer.isGone()
                && System.nanoTime() - leftAt <= RESEND_WITHIN.toNanos();
    }

    private Delivery carry(OpenRound round, Parcel parcel, TimedSink sink) {
        var address = counterparty.watch().provider().gateway();
        Relay.Passage passage = relay.carry(
                answer.context(),
                address,
                round.endpoint(),
                round.signed(),
                parcel,
                round.answer(),
                counterparty.answers(),
                sink);
        answer.whenGone(() -> {
            passage.abandon();
            Thread.ofVirtual()
                    .name("cancel-" + round.sequence())
                    .start(() -> counterparty.gateway().cancel(address, round.sequence()));
        });
        return passage.delivery().join();
    }

    private static Outcome declined(Outcome.Reason reason) {
        return new Outcome.Declined(reason, true);
    }

    private ProtocolError tooDear(Offer offer, Prices agreed) {
        return ProtocolError.about(
                "model",
                ErrorCode.PRICE_CHANGED,
                "provider " + counterparty.provider() + " now asks " + offer.prices()
                        + " for this model, agreed were " + agreed
                        + "; start the bridge with --accept-prices to agree to what is listed");
    }

    private ProtocolError noEncryptionKey() {
        return ProtocolError.of(
                ErrorCode.UNAVAILABLE,
                "provider " + counterparty.provider()
                        + " names no key that its operator signed, and the bridge sends nothing that is not sealed (--seal);"
                        + " nothing was spent");
    }

    private ProtocolError notListed() {
        return ProtocolError.about(
                "model",
                ErrorCode.MODEL_NOT_FOUND,
                "provider " + counterparty.provider() + " does not list this model; see /v1/models");
    }

    private ProtocolError unavailable(String reason) {
        return ProtocolError.of(
                ErrorCode.UNAVAILABLE,
                "the gateway at " + counterparty.watch().provider().gateway().authority() + " cannot be used: " + reason
                        + "; nothing was spent");
    }

    private static ProtocolError overBudget(Budgets.Verdict.Exceeded exceeded) {
        return ProtocolError.of(
                ErrorCode.BUDGET_EXCEEDED,
                "this call may cost more than is left of the budget " + exceeded.budget() + ": "
                        + exceeded.left().max(BigInteger.ZERO) + " base units; ask for fewer tokens"
                        + (exceeded.untilRoom().isZero()
                                ? ", or raise --budget"
                                : ", wait up to " + exceeded.untilRoom().toMinutes() + " min, or raise --budget"));
    }

    private static ProtocolError connectionLost(long sequence, String reason) {
        return ProtocolError.of(
                ErrorCode.BACKEND_ERROR,
                "the connection to the gateway failed in round " + sequence + ": " + reason
                        + "; only what was delivered is paid");
    }
}
