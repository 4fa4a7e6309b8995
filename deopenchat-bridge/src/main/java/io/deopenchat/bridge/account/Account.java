package io.deopenchat.bridge.account;

import io.deopenchat.bridge.journal.ConfirmedBatch;
import io.deopenchat.bridge.journal.Delivered;
import io.deopenchat.bridge.journal.Journal;
import io.deopenchat.bridge.journal.Memory;
import io.deopenchat.bridge.journal.Round;
import io.deopenchat.bridge.journal.RoundState;
import io.deopenchat.bridge.journal.RoundTerms;
import io.deopenchat.bridge.provider.Offer;
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
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Signer;
import java.math.BigInteger;
import java.time.Duration;
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

    static final String NEVER_SEEN = "the gateway does not know it";

    /** After as many wrong receipts since the start nothing more is sent to the provider. */
    public static final int MAX_DISPUTES = 16;

    /**
     * A gateway is ahead by all that was signed since a journal was lost or copied, which nobody knows. More than this nobody
     * can have signed: it could only be meant to use up the sequences.
     */
    static final long MAX_LEAD = 1L << 40;

    private static final Logger LOG = LoggerFactory.getLogger(Account.class);
    private static final CompletableFuture<Void> NOTHING_TO_WRITE = CompletableFuture.completedFuture(null);

    private final Journal journal;
    private final Signer client;
    private final Domain domain;
    private final Address provider;
    private final InstantSource clock;
    private final Duration requestLife;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Exposure exposure;
    private final Map<Long, RoundTerms> orphans = new LinkedHashMap<>();
    private @Nullable ConfirmedBatch acknowledged;
    private @Nullable ConfirmedBatch pending;
    private CompletableFuture<Void> pendingDurable = NOTHING_TO_WRITE;
    private long nextSequence;
    private long nextPosition;
    private long acknowledgements;
    private int disputes;

    /** Goes on where the journal ends. */
    public Account(
            Journal journal,
            Signer client,
            Domain domain,
            Address provider,
            InstantSource clock,
            Duration requestLife) {
        this.journal = journal;
        this.client = client;
        this.domain = domain;
        this.provider = provider;
        this.clock = clock;
        this.requestLife = requestLife;
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
    }

    /**
     * Takes the next sequence, reserves the ceiling of the call, and signs the request once both are durable.
     *
     * @param contentHash of the exact bytes that will be sent
     */
    public Opening open(InferenceCall call, Bytes32 contentHash, Offer offer) {
        Wei maxCost = CostCeiling.of(call, offer.prices(), offer.limits());
        RoundTerms terms;
        CompletableFuture<Void> durable;
        lock.lock();
        try {
            Optional<ProtocolError> refusal = refusal(maxCost);
            if (refusal.isPresent()) {
                return new Opening.Refused(refusal.get());
            }
            terms = terms(call, contentHash, offer, maxCost);
            nextSequence++;
            exposure.reserve(terms.sequence(), maxCost);
            durable = journal.intend(terms, clock.instant());
        } finally {
            lock.unlock();
        }
        durable.join();
        return new Opening.Opened(new OpenRound(
                terms, new SignedRequest(terms.request(), client.address(), client.sign(terms.requestHash()))));
    }

    private Optional<ProtocolError> refusal(Wei maxCost) {
        if (disputes >= MAX_DISPUTES) {
            return Optional.of(ProtocolError.of(
                    ErrorCode.UNAVAILABLE,
                    "provider " + provider + " has sent " + disputes + " receipts that do not hold what was agreed;"
                            + " see the command receipts, and choose another provider or start the bridge again"));
        }
        BigInteger authorized = exposure.committed().value().add(maxCost.value());
        if (authorized.bitLength() > Wei.BITS) {
            return Optional.of(ProtocolError.of(
                    ErrorCode.INSUFFICIENT_ESCROW,
                    "this call may cost " + maxCost + " base units, which no account can hold; ask for fewer tokens"));
        }
        return Optional.empty();
    }

    private RoundTerms terms(InferenceCall call, Bytes32 contentHash, Offer offer, Wei maxCost) {
        InferenceRequest request = new InferenceRequest(
                provider,
                nextSequence,
                contentHash,
                ModelId.of(offer.model()),
                offer.prices(),
                maxCost,
                exposure.committed().plus(maxCost),
                clock.instant().plus(requestLife).getEpochSecond());
        return new RoundTerms(
                request,
                domain.digest(request),
                call,
                offer.limits(),
                offer.provider().operator());
    }

    /** The receipt of a round was checked: it is owed, and confirmed soon. */
    public void received(RoundTerms terms, SignedReceipt receipt, Delivered delivered) {
        durably(() -> {
            if (!end(terms)) {
                return NOTHING_TO_WRITE;
            }
            exposure.owe(receipt);
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
            disputes++;
            exposure.dispute(
                    terms.sequence(),
                    receipt.receipt().cost().min(terms.request().maxCost()));
            LOG.warn("round {} disputed: {}", terms.sequence(), reason);
            return journal.dispute(terms.sequence(), receipt, delivered, reason);
        });
    }

    /** The round costs nothing. */
    public void voided(RoundTerms terms, String reason) {
        durably(() -> {
            if (!end(terms)) {
                return NOTHING_TO_WRITE;
            }
            LOG.info("round {} void: {}", terms.sequence(), reason);
            return journal.voidRound(terms.sequence(), reason);
        });
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
     * owed. Durable when this returns. Empty if nothing raises the total.
     */
    public Optional<ConfirmedBatch> nextConfirmation() {
        ConfirmedBatch batch;
        CompletableFuture<Void> durable;
        lock.lock();
        try {
            if (pending == null) {
                signOwed();
            }
            batch = pending;
            durable = pendingDurable;
        } finally {
            lock.unlock();
        }
        durable.join();
        return Optional.ofNullable(batch);
    }

    private void signOwed() {
        List<SignedReceipt> receipts = exposure.confirmable(Limits.MAX_CONFIRMED_AT_ONCE);
        if (receipts.isEmpty()) {
            return;
        }
        Confirmation confirmation = exposure.confirmed();
        List<Long> sequences = new ArrayList<>(receipts.size());
        for (SignedReceipt signed : receipts) {
            confirmation = confirmation.and(signed.receipt(), domain.digest(signed.receipt()));
            sequences.add(signed.receipt().sequence());
        }
        pending =
                new ConfirmedBatch(new SignedConfirmation(confirmation, client.sign(domain, confirmation)), sequences);
        pendingDurable = journal.sign(pending);
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
        return pending != null || exposure.raisesTotal();
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
        return journal.adopt(
                newest,
                covered,
                doubtful,
                "the journal is older than the newest confirmation, which may pay for this round");
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
            if (round.filter(Account::wasNeverSeen).isPresent()) {
                durable.add(reopen(round.get().terms()));
            } else if (round.isEmpty() || round.get().state() == RoundState.VOID) {
                foreign = foreign.plusOrMax(signed.receipt().cost());
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
