package io.deopenchat.bridge.account;

import io.deopenchat.bridge.journal.ConfirmedBatch;
import io.deopenchat.bridge.journal.Delivered;
import io.deopenchat.bridge.journal.Journal;
import io.deopenchat.bridge.journal.Memory;
import io.deopenchat.bridge.journal.Round;
import io.deopenchat.bridge.journal.RoundState;
import io.deopenchat.bridge.journal.RoundTerms;
import io.deopenchat.bridge.provider.Offer;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.CostCeiling;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.InferenceRequest;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.ModelId;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.sealing.AnswerForm;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.MessageSigner;
import io.deopenchat.signing.Signature;
import io.deopenchat.signing.SigningFailed;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client's side of one account. Every decision about a sequence or a sum is one step under one lock: decide, change
 * memory, queue the change for the journal. Whoever needs it durable waits outside the lock, so many rounds share a sync.
 * Nothing leaves this class signed before it is durable.
 */
public final class Account {
    /**
     * How long a signed request may be used. Short, because a provider may open a provisional claim with it only until
     * then; long enough for a clock that is some minutes behind.
     */
    public static final Duration DEFAULT_REQUEST_LIFE = Duration.ofMinutes(5);

    /** Of rounds that the journal does not know, a gateway is believed the cost of so many ordinary ones. */
    static final int ROUNDS_BELIEVED = 64;

    private static final long ORDINARY_PROMPT_BYTES = 16 * 1_024;

    /** From the deadline of a request to its end, at the longest. */
    static final Duration LONGEST_ROUND = Duration.ofHours(1);

    static final String NEVER_SEEN = "the gateway does not know it";

    /** After as many wrong receipts since the start nothing more is sent to the provider. */
    public static final int MAX_DISPUTES = 16;

    /**
     * A gateway is ahead by all that was signed since a journal was lost or copied, which nobody knows. More than this nobody
     * can have signed: it could only be meant to use up the sequences.
     */
    static final long MAX_LEAD = Limits.MAX_SEQUENCE_LEAD;

    private static final Logger LOG = LoggerFactory.getLogger(Account.class);
    private static final CompletableFuture<Void> NOTHING_TO_WRITE = CompletableFuture.completedFuture(null);

    private final Journal journal;
    private final MessageSigner client;
    private final Domain domain;
    private final Address provider;
    private final InstantSource clock;
    private final Duration requestLife;
    private final RoundEnds ends;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Exposure exposure;
    private final Map<Long, RoundTerms> orphans = new LinkedHashMap<>();
    private final List<Instant> disputedAt = new ArrayList<>();
    private @Nullable ConfirmedBatch acknowledged;
    private @Nullable ConfirmedBatch pending;
    private CompletableFuture<Void> pendingDurable = NOTHING_TO_WRITE;
    /** The gateway will never take the pending one: the next replaces it. */
    private boolean outdated;

    /** Until when a gateway may bill a request that it said it had never seen, because it was late. */
    private Instant lateUntil = Instant.MIN;

    private long nextSequence;
    private long nextPosition;
    private long acknowledgements;
    private int disputes;

    /**
     * Goes on where the journal ends.
     *
     * @param ends hears what rounds cost
     */
    public Account(
            Journal journal,
            MessageSigner client,
            Domain domain,
            Address provider,
            InstantSource clock,
            Duration requestLife,
            RoundEnds ends) {
        this.journal = journal;
        this.client = client;
        this.domain = domain;
        this.provider = provider;
        this.clock = clock;
        this.requestLife = requestLife;
        this.ends = ends;
        Memory memory = journal.remember();
        this.acknowledged = memory.acknowledged();
        this.pending = memory.pending();
        this.nextSequence = memory.highestSequence() + 1;
        this.nextPosition = memory.highestPosition() + 1;
        this.exposure = new Exposure(acknowledged == null ? Confirmation.none(provider) : acknowledged.confirmation());
        restore(memory);
    }

    private void restore(Memory memory) {
        for (Round round : memory.intended()) {
            exposure.reserve(round.sequence(), round.terms().request().maxCost());
            orphans.put(round.sequence(), round.terms());
        }
        memory.received().forEach(round -> exposure.owe(round.signedReceipt().orElseThrow()));
        memory.disputed().forEach(exposure::dispute);
        memory.disputed().stream().filter(Round::isDispute).map(Round::openedAt).forEach(disputedAt::add);
    }

    /**
     * Takes the next sequence, reserves the ceiling of the call, and signs the request once both are durable.
     *
     * @param contentHash of the exact bytes that will be sent
     * @param application whose call it is
     */
    public Opening open(InferenceCall call, Bytes32 contentHash, Offer offer, String application) {
        return open(call, contentHash, (requestHash, sequence) -> new AnswerForm.Clear(), offer, application);
    }

    /**
     * The same for a call whose answer may be sealed.
     *
     * @param answers in which form the answer comes back
     */
    public Opening open(
            InferenceCall call, Bytes32 contentHash, AnswerForm.OfRound answers, Offer offer, String application) {
        Wei maxCost = CostCeiling.of(call, offer.prices(), offer.limits());
        RoundTerms terms;
        CompletableFuture<Void> durable;
        lock.lock();
        try {
            Optional<ProtocolError> refusal = refusal(offer, maxCost);
            if (refusal.isPresent()) {
                return new Opening.Refused(refusal.get());
            }
            terms = terms(call, contentHash, answers, offer, maxCost);
            nextSequence++;
            exposure.reserve(terms.sequence(), maxCost);
            durable = journal.intend(terms, application, clock.instant());
        } finally {
            lock.unlock();
        }
        durable.join();
        return signed(terms);
    }

    private Opening signed(RoundTerms terms) {
        try {
            Signature signature = client.sign(domain, terms.request(), terms.requestHash());
            return new Opening.Opened(
                    new OpenRound(terms, new SignedRequest(terms.request(), client.address(), signature)));
        } catch (SigningFailed e) {
            voided(terms, "it was not signed");
            return new Opening.Refused(
                    ProtocolError.of(ErrorCode.UNAVAILABLE, "nothing was spent, because " + e.getMessage()));
        }
    }

    /** Base units that this account owes or may come to owe in total: confirmed, owed, disputed, and in flight. */
    public Wei committed() {
        lock.lock();
        try {
            return exposure.committed();
        } finally {
            lock.unlock();
        }
    }

    private Optional<ProtocolError> refusal(Offer offer, Wei maxCost) {
        if (disputes >= MAX_DISPUTES) {
            return Optional.of(ProtocolError.of(
                    ErrorCode.UNAVAILABLE,
                    "provider " + provider + " has sent " + disputes + " receipts that do not hold what was agreed;"
                            + " see the command receipts, and choose another provider or start the bridge again"));
        }
        BigInteger authorized = exposure.committed(mostBelieved(offer)).value().add(maxCost.value());
        if (authorized.bitLength() > Wei.BITS) {
            return Optional.of(ProtocolError.of(
                    ErrorCode.INSUFFICIENT_ESCROW,
                    "this call may cost " + maxCost + " base units, which no account can hold; ask for fewer tokens"));
        }
        return Optional.empty();
    }

    /** What a gateway lends by default: it would not have served more to a bridge that has lost its journal since. */
    static Wei mostBelieved(Offer offer) {
        Usage ordinary = new Usage(
                ORDINARY_PROMPT_BYTES + offer.limits().promptAllowance(),
                offer.limits().maxOutputTokens());
        Wei each = offer.prices().costAtMost(ordinary, Wei.MAX);
        return new Wei(
                each.value().multiply(BigInteger.valueOf(ROUNDS_BELIEVED)).min(Wei.MAX.value()));
    }

    private RoundTerms terms(
            InferenceCall call, Bytes32 contentHash, AnswerForm.OfRound answers, Offer offer, Wei maxCost) {
        InferenceRequest request = new InferenceRequest(
                provider,
                nextSequence,
                contentHash,
                ModelId.of(offer.model()),
                offer.prices(),
                maxCost,
                exposure.committed(mostBelieved(offer)).plus(maxCost),
                clock.instant().plus(requestLife).getEpochSecond());
        Bytes32 requestHash = domain.digest(request);
        return new RoundTerms(
                request,
                requestHash,
                call,
                offer.limits(),
                offer.provider().operator(),
                answers.of(requestHash, nextSequence));
    }

    /** The receipt of a round was checked: it is owed, and confirmed soon. */
    public void received(RoundTerms terms, SignedReceipt receipt, Delivered delivered) {
        durably(() -> {
            if (!end(terms)) {
                return NOTHING_TO_WRITE;
            }
            exposure.owe(receipt);
            ends.ended(provider, terms.sequence(), receipt.receipt().cost());
            ends.owed(terms, receipt.receipt());
            LOG.info(
                    "round {} received: cost {}, {} prompt and {} completion tokens of {}",
                    terms.sequence(),
                    receipt.receipt().cost(),
                    receipt.receipt().usage().promptTokens(),
                    receipt.receipt().usage().completionTokens(),
                    terms.call().model());
            return journal.receive(terms.sequence(), receipt, delivered, nextPosition++);
        });
    }

    /** The receipt of a round does not hold what was agreed: it is kept and never confirmed. */
    public void disputed(RoundTerms terms, SignedReceipt receipt, Delivered delivered, String reason) {
        durably(() -> {
            if (!end(terms)) {
                return NOTHING_TO_WRITE;
            }
            disputed(terms, receipt.receipt().cost().min(terms.request().maxCost()), reason);
            return journal.dispute(terms.sequence(), receipt, delivered, reason);
        });
    }

    /**
     * The gateway says that a round has ended, and sends no receipt that could be read: it is never confirmed, and what it may
     * cost stays authorized, because the gateway may hold a good receipt as well.
     *
     * @param unreadable what came in place of one; empty if nothing did
     */
    public void disputedWithoutReceipt(RoundTerms terms, Delivered delivered, String reason, String unreadable) {
        durably(() -> {
            if (!end(terms)) {
                return NOTHING_TO_WRITE;
            }
            disputed(terms, terms.request().maxCost(), reason);
            return journal.disputeWithoutReceipt(terms.sequence(), delivered, reason, unreadable);
        });
    }

    private void disputed(RoundTerms terms, Wei amount, String reason) {
        disputes++;
        disputedAt.add(clock.instant());
        exposure.dispute(terms.sequence(), amount);
        ends.disputed(terms);
        LOG.warn("round {} disputed: {}", terms.sequence(), reason);
    }

    /** When receipts turned out not to hold what was agreed, also before the last start. */
    public List<Instant> disputedAt() {
        return locked(() -> List.copyOf(disputedAt));
    }

    /** This side counted the tokens of a round that is owed; kept beside its receipt. */
    public void counted(long sequence, Usage counted) {
        locked(() -> journal.count(sequence, counted));
    }

    /** The round costs nothing. */
    public void voided(RoundTerms terms, String reason) {
        durably(() -> {
            if (!end(terms)) {
                return NOTHING_TO_WRITE;
            }
            if (reason.equals(NEVER_SEEN)) {
                // a gateway that says so may bring its receipt later: till then the budgets keep what it may cost
                expectLate(terms);
            } else {
                ends.ended(provider, terms.sequence(), Wei.ZERO);
            }
            LOG.info("round {} void: {}", terms.sequence(), reason);
            return journal.voidRound(terms.sequence(), reason);
        });
    }

    private void expectLate(RoundTerms terms) {
        Instant until = Instant.ofEpochSecond(terms.request().deadline())
                .plus(Limits.CLOCK_SKEW)
                .plus(Limits.LONGEST_ANSWER);
        lateUntil = lateUntil.isAfter(until) ? lateUntil : until;
    }

    /**
     * Whether the gateway may bill a round that it said it had never seen. Who does not look again leaves it unpaid until the
     * next conflict, and for ever if the owner takes the escrow meanwhile.
     */
    public boolean mayBeBilledLate() {
        return locked(() -> clock.instant().isBefore(lateUntil));
    }

    /** Nobody in this process attends to the round any more; how it ended has to be found out. */
    public void orphaned(RoundTerms terms) {
        locked(() -> {
            if (exposure.isReserved(terms.sequence())) {
                LOG.warn("round {} is open: the gateway did not tell how it ended", terms.sequence());
                orphans.put(terms.sequence(), terms);
            }
            return null;
        });
    }

    /** Rounds whose end has to be found out. */
    public List<RoundTerms> orphans() {
        return locked(() -> List.copyOf(orphans.values()));
    }

    private boolean end(RoundTerms terms) {
        orphans.remove(terms.sequence());
        boolean open = exposure.release(terms.sequence());
        changed.signalAll();
        return open;
    }

    /**
     * The confirmation to send next: the one that was signed and not acknowledged, else a new one over everything that is
     * owed. Durable when this returns. Empty if nothing raises the total and few rounds that cost nothing wait.
     */
    public Optional<ConfirmedBatch> nextConfirmation() {
        Draft draft = locked(this::draft);
        if (draft != null) {
            signed(draft);
        }
        ConfirmedBatch batch;
        CompletableFuture<Void> durable;
        lock.lock();
        try {
            batch = pending;
            durable = pendingDurable;
        } finally {
            lock.unlock();
        }
        durable.join();
        return Optional.ofNullable(batch);
    }

    /** What would be confirmed next, after {@code base}. */
    private record Draft(Confirmation base, List<SignedReceipt> receipts) {}

    private @Nullable Draft draft() {
        if (pending != null && !outdated) {
            return null;
        }
        List<SignedReceipt> receipts = exposure.confirmable(Limits.MAX_CONFIRMED_AT_ONCE);
        return receipts.isEmpty() ? null : new Draft(exposure.confirmed(), receipts);
    }

    /**
     * Signs without the lock, because another program may hold the key and take its time. What is owed only grows meanwhile,
     * unless what is confirmed changes: then the signature is thrown away, and nobody has seen it.
     */
    private void signed(Draft draft) {
        Confirmation confirmation = draft.base;
        List<Long> sequences = new ArrayList<>(draft.receipts.size());
        for (SignedReceipt signed : draft.receipts) {
            confirmation = confirmation.and(signed.receipt(), domain.digest(signed.receipt()));
            sequences.add(signed.receipt().sequence());
        }
        ConfirmedBatch batch =
                new ConfirmedBatch(new SignedConfirmation(confirmation, client.sign(domain, confirmation)), sequences);
        locked(() -> {
            if ((pending == null || outdated) && exposure.confirmed().equals(draft.base)) {
                pending = batch;
                pendingDurable = journal.sign(batch);
                outdated = false;
            }
            return null;
        });
    }

    /** The gateway holds this confirmation. */
    public void acknowledged(ConfirmedBatch batch) {
        durably(() -> acknowledge(batch));
    }

    private CompletableFuture<Void> acknowledge(ConfirmedBatch batch) {
        if (!batch.equals(pending)) {
            return NOTHING_TO_WRITE;
        }
        exposure.confirm(batch);
        acknowledged = batch;
        pending = null;
        outdated = false;
        acknowledgements++;
        changed.signalAll();
        LOG.info(
                "confirmed {} base units in total for {} rounds",
                batch.confirmation().cumulativeCost(),
                batch.confirmation().rounds());
        return journal.acknowledge(batch);
    }

    /** Whether this is signed and neither acknowledged nor replaced. */
    boolean isPending(ConfirmedBatch batch) {
        return locked(() -> batch.equals(pending));
    }

    /** Waits until there is something to confirm; false if there was nothing within the time. */
    public boolean awaitConfirmable(Duration atMost) throws InterruptedException {
        return await(atMost, this::hasConfirmable);
    }

    /** Waits until everything is confirmed; false if something is not within the time. */
    public boolean awaitAllConfirmed(Duration atMost) throws InterruptedException {
        return await(atMost, () -> !hasConfirmable());
    }

    /** Waits for one more confirmation to be acknowledged, or until there is none to wait for. */
    public boolean awaitAcknowledgement(Duration atMost) throws InterruptedException {
        long before = locked(() -> acknowledgements);
        return await(atMost, () -> acknowledgements > before || !hasConfirmable());
    }

    private boolean hasConfirmable() {
        return pending != null || exposure.isWorthConfirming();
    }

    private boolean await(Duration atMost, BooleanSupplier condition) throws InterruptedException {
        long remaining = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (!condition.getAsBoolean()) {
                if (remaining <= 0) {
                    return false;
                }
                remaining = changed.awaitNanos(remaining);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a gateway that counted the requests of this client could use this sequence next. */
    boolean isPlausible(long gatewayNext) {
        return locked(() -> gatewayNext - nextSequence <= MAX_LEAD);
    }

    /**
     * Brings this side into agreement with what the gateway holds. Nothing is taken on the gateway's word: a confirmation
     * counts because this client signed it, a receipt of an unknown round counts only as exposure.
     *
     * @param held the newest confirmation that the gateway holds, its signature verified as this client's
     * @param gatewayNext sequence that the gateway would use next
     * @param unconfirmed receipts that the gateway holds without a confirmation, their signatures verified
     */
    public void takeOver(Optional<SignedConfirmation> held, long gatewayNext, List<SignedReceipt> unconfirmed) {
        durably(() -> {
            nextSequence = Math.max(nextSequence, gatewayNext);
            return CompletableFuture.allOf(compare(held, unconfirmed), countForeign(unconfirmed));
        });
    }

    private CompletableFuture<Void> compare(Optional<SignedConfirmation> held, List<SignedReceipt> unconfirmed) {
        Confirmation theirs = held.map(SignedConfirmation::confirmation).orElseGet(() -> Confirmation.none(provider));
        if (pending != null && pending.confirmation().equals(theirs)) {
            return acknowledge(pending);
        }
        if (pending != null && isSameMoney(pending.confirmation(), theirs)) {
            return goOnFrom(theirs);
        }
        Confirmation ours = pending == null ? exposure.confirmed() : pending.confirmation();
        if (held.isPresent() && theirs.cumulativeCost().isAbove(ours.cumulativeCost())) {
            return adopt(held.get(), unconfirmed);
        }
        if (pending == null && acknowledged != null && theirs.cumulativeCost().isBelow(ours.cumulativeCost())) {
            LOG.warn(
                    "the gateway holds a confirmation of {} base units, {} were acknowledged; it is sent again",
                    theirs.cumulativeCost(),
                    ours.cumulativeCost());
            pending = acknowledged;
            pendingDurable = NOTHING_TO_WRITE;
            changed.signalAll();
        }
        return NOTHING_TO_WRITE;
    }

    private boolean isSameMoney(Confirmation signed, Confirmation theirs) {
        return signed.cumulativeCost().equals(exposure.confirmed().cumulativeCost())
                && signed.cumulativeCost().equals(theirs.cumulativeCost());
    }

    /**
     * The pending confirmation covers only rounds that cost nothing, and does not continue the one that the gateway holds: it
     * came back from a copy, or this journal did. A gateway takes such a one for no news, so the next continues what it holds;
     * both are worth the same.
     */
    private CompletableFuture<Void> goOnFrom(Confirmation theirs) {
        LOG.warn(
                "the gateway holds a confirmation of {} rounds for {} base units, {} were confirmed; going on from there",
                theirs.rounds(),
                theirs.cumulativeCost(),
                exposure.confirmed().rounds());
        exposure.goOnFrom(theirs);
        outdated = true;
        return NOTHING_TO_WRITE;
    }

    /**
     * The journal is older than what this client has signed: it was lost, or restored from a copy. Which of its open
     * rounds that confirmation pays for cannot be told, so none of them is ever confirmed.
     */
    private CompletableFuture<Void> adopt(SignedConfirmation newest, List<SignedReceipt> unconfirmed) {
        List<Long> asked =
                unconfirmed.stream().map(signed -> signed.receipt().sequence()).toList();
        List<Long> covered = new ArrayList<>();
        List<Long> doubtful = new ArrayList<>(orphans.keySet());
        exposure.owedSequences().forEach(sequence -> (asked.contains(sequence) ? doubtful : covered).add(sequence));
        covered.forEach(exposure::forget);
        doubtful.forEach(this::doubt);
        exposure.confirm(new ConfirmedBatch(newest, List.of()));
        acknowledged = new ConfirmedBatch(newest, List.of());
        pending = null;
        changed.signalAll();
        LOG.warn(
                "took back an own confirmation of {} base units for {} rounds that the journal does not know;"
                        + " {} open rounds of the journal are not confirmed on the gateway's word",
                newest.confirmation().cumulativeCost(),
                newest.confirmation().rounds(),
                doubtful.size());
        return journal.adopt(newest, covered, doubtful, Round.OLDER_JOURNAL);
    }

    private void doubt(long sequence) {
        exposure.forget(sequence);
        RoundTerms terms = orphans.remove(sequence);
        if (terms != null && exposure.release(sequence)) {
            exposure.dispute(sequence, terms.request().maxCost());
        }
    }

    /**
     * Receipts of rounds that the journal does not know, or that the gateway itself refused, stay authorized and are not
     * confirmed. A round that the gateway said it had never seen is opened again: its request arrived late.
     */
    private CompletableFuture<Void> countForeign(List<SignedReceipt> unconfirmed) {
        Wei foreign = Wei.ZERO;
        List<CompletableFuture<Void>> durable = new ArrayList<>();
        for (SignedReceipt signed : unconfirmed) {
            long sequence = signed.receipt().sequence();
            if (exposure.isKnown(sequence)) {
                continue;
            }
            Optional<Round> round = journal.find(sequence);
            Wei cost = signed.receipt().cost();
            if (round.isEmpty()) {
                foreign = foreign.plusOrMax(cost);
            } else if (wasNeverSeen(round.get()) && mayStillEnd(round.get())) {
                durable.add(reopen(round.get().terms()));
            } else if (round.get().state() == RoundState.VOID) {
                foreign =
                        foreign.plusOrMax(cost.min(round.get().terms().request().maxCost()));
            }
        }
        if (!foreign.isZero()) {
            LOG.warn(
                    "the gateway asks {} base units for rounds that the journal does not know; they stay unconfirmed",
                    foreign);
        }
        exposure.foreign(foreign);
        return CompletableFuture.allOf(durable.toArray(CompletableFuture[]::new));
    }

    /** Later a gateway is not believed that a request had only been late. */
    private boolean mayStillEnd(Round round) {
        Instant deadline = Instant.ofEpochSecond(round.terms().request().deadline());
        return clock.instant().isBefore(deadline.plus(LONGEST_ROUND));
    }

    private static boolean wasNeverSeen(Round round) {
        return round.state() == RoundState.VOID && NEVER_SEEN.equals(round.reason());
    }

    private CompletableFuture<Void> reopen(RoundTerms terms) {
        LOG.warn("round {} was taken for void, but the gateway holds a receipt for it", terms.sequence());
        exposure.reserve(terms.sequence(), terms.request().maxCost());
        orphans.put(terms.sequence(), terms);
        return journal.reopen(terms.sequence());
    }

    /**
     * After a row of refused requests the sequence may have left the gateway's window. Goes back to what the gateway would
     * use, but never to or below a sequence that is anything but void. The journal alone would not do: it does not show yet
     * what another thread has only queued.
     */
    public void rewind(long gatewayNext) {
        locked(() -> {
            long lowest = Math.max(journal.highestNotVoid(), exposure.highestKnown()) + 1;
            long rewound = Math.max(gatewayNext, lowest);
            if (rewound < nextSequence) {
                LOG.warn("sequence goes back from {} to {}: the gateway used none in between", nextSequence, rewound);
                nextSequence = rewound;
            }
            return null;
        });
    }

    private void durably(Supplier<CompletableFuture<Void>> step) {
        locked(step).join();
    }

    private <T extends @Nullable Object> T locked(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }
}
