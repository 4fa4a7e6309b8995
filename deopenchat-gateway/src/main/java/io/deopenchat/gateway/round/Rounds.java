package io.deopenchat.gateway.round;

import io.deopenchat.chain.Listing;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.Admission;
import io.deopenchat.gateway.account.FinishedRound;
import io.deopenchat.gateway.account.StoredRound;
import io.deopenchat.gateway.account.Terms;
import io.deopenchat.gateway.backend.BackendBody;
import io.deopenchat.gateway.backend.Backends;
import io.deopenchat.gateway.backend.Dispatch;
import io.deopenchat.gateway.backend.Moderation;
import io.deopenchat.gateway.backend.Place;
import io.deopenchat.gateway.backend.Placement;
import io.deopenchat.gateway.config.KeepAlive;
import io.deopenchat.gateway.metering.Measured;
import io.deopenchat.gateway.metering.Meter;
import io.deopenchat.http.TraceParent;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Signer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rounds in flight, and the way into one: a new request is admitted, made durable, and only then sent to the backend; a
 * retry joins its round or gets the stored one.
 */
public final class Rounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    static final Duration ADMISSION_TIMEOUT = Duration.ofSeconds(30);
    static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    static final ProtocolError STOPPING = ProtocolError.of(ErrorCode.UNAVAILABLE, "this gateway is stopping");
    static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);
    static final int AFFINITY_BYTES = 1_024;

    private final Vertx vertx;
    private final AccountBook accounts;
    private final Backends backends;
    private final KeepAlive keepAlive;
    private final Billing billing;
    private final RoundListener listener;
    private final @Nullable Moderation moderation;
    private final RoundMemory memory;
    private final StoredRounds stored;
    private final Map<Key, LiveRound> live = new ConcurrentHashMap<>();
    /** Billed while stopping: at most those that ran when it began. */
    private final Set<Key> billedLate = ConcurrentHashMap.newKeySet();

    private volatile boolean stopping;

    private record Key(Address client, long sequence) {}

    /** Without anybody who judges prompts, with bodies as large as answers. */
    public Rounds(
            Vertx vertx,
            AccountBook accounts,
            Backends backends,
            KeepAlive keepAlive,
            Domain domain,
            Signer operator,
            RoundListener listener) {
        this(
                vertx,
                accounts,
                backends,
                keepAlive,
                domain,
                operator,
                listener,
                null,
                RoundMemory.ofThisProcess(Exchange.MAX_ANSWER_BYTES, false));
    }

    /** @param moderation judges prompts before a backend gets them; null for nobody */
    public Rounds(
            Vertx vertx,
            AccountBook accounts,
            Backends backends,
            KeepAlive keepAlive,
            Domain domain,
            Signer operator,
            RoundListener listener,
            @Nullable Moderation moderation,
            RoundMemory memory) {
        this.moderation = moderation;
        this.memory = memory;
        this.stored = new StoredRounds(accounts, memory);
        this.vertx = vertx;
        this.accounts = accounts;
        this.backends = backends;
        this.keepAlive = keepAlive;
        this.listener = listener;
        this.billing = new Billing(accounts, domain, operator);
    }

    /** Where a request leads. */
    public sealed interface Entry {
        /** It runs; attach a reader. */
        record Live(LiveRound round) implements Entry {}

        /** It was billed before; {@code held} must be closed when it was sent. */
        record Replay(FinishedRound round, Holding held) implements Entry {}

        record Refused(ProtocolError error) implements Entry {}

        /** This gateway begins nothing new; nothing was recorded, and the sequence is free. */
        record Stopping() implements Entry {}
    }

    /** The round that {@code terms} already has, if they are a retry. */
    public Optional<Entry> retried(Terms terms) {
        return retried(key(terms), terms.requestHash());
    }

    /** The same, before the body was read: a retry has the same one. */
    public Optional<Entry> retried(SignedRequest signed, Bytes32 requestHash) {
        return retried(new Key(signed.client(), signed.request().sequence()), requestHash);
    }

    private Optional<Entry> retried(Key key, Bytes32 requestHash) {
        LiveRound running = live.get(key);
        if (running != null) {
            return running.terms().requestHash().equals(requestHash)
                    ? Optional.of(new Entry.Live(running))
                    : Optional.empty();
        }
        return stored.head(key.client, key.sequence)
                .filter(head -> head.requestHash().equals(requestHash))
                .flatMap(head -> stored.find(key.client, key.sequence, head))
                .map(Rounds::entry);
    }

    private static Entry entry(HeldRound held) {
        return switch (held.round()) {
            case StoredRound.Finished finished -> new Entry.Replay(finished.round(), held.held());
            case StoredRound.Voided nothing -> new Entry.Refused(nothing.reason());
            case StoredRound.Erased _ ->
                new Entry.Refused(ProtocolError.of(
                        ErrorCode.ROUND_NOT_FOUND, "this request was answered; its answer has been erased since"));
            case StoredRound.InFlight between ->
                new Entry.Refused(ProtocolError.of(ErrorCode.ROUNDS_IN_FLIGHT, "this round is just ending; ask again"));
        };
    }

    /**
     * A round that ended, for its client.
     *
     * @throws NoRoom if too many answers are being sent again
     */
    public Optional<HeldRound> stored(Address client, long sequence) {
        return stored.find(client, sequence);
    }

    /** What rounds may hold of the heap. */
    public RoundMemory memory() {
        return memory;
    }

    /**
     * Begins a round, or says why not. Waits for the disk: never on an event loop. The body is held until the round has ended.
     *
     * @param body the exact bytes that the client signed
     * @param context event loop of the connection that brought the request
     * @throws NoRoom if too many large bodies are in flight; nothing was recorded
     */
    public Entry begin(Terms terms, byte[] body, Optional<Listing> listing, Context context) {
        return begin(terms, body, listing, context, Optional.empty());
    }

    /**
     * The same for a request that belongs to a trace.
     *
     * @param caller where it belongs there
     */
    public Entry begin(
            Terms terms, byte[] body, Optional<Listing> listing, Context context, Optional<TraceParent> caller) {
        Holding held = memory.body(body.length);
        LiveRound round =
                new LiveRound(terms, context, listener, listener.begins(terms, caller), held, memory.answer());
        LiveRound running = live.putIfAbsent(key(terms), round);
        if (running != null) {
            held.close();
            return running.terms().requestHash().equals(terms.requestHash())
                    ? new Entry.Live(running)
                    : new Entry.Refused(ProtocolError.of(
                            ErrorCode.SEQUENCE_USED, "sequence " + terms.sequence() + " is in use by another request"));
        }
        // not earlier: whoever sets it afterwards finds this round
        if (stopping) {
            leave(round, new RoundEnd.Refused(STOPPING));
            return new Entry.Stopping();
        }
        return admit(round, listing, body);
    }

    private Entry admit(LiveRound round, Optional<Listing> listing, byte[] body) {
        Terms terms = round.terms();
        Seat seat = new Seat(terms.client(), terms.call().model(), affinity(body));
        return switch (accounts.admit(terms, listing, seat::take)) {
            case Admission.Refused refused -> {
                leave(round, new RoundEnd.Refused(refused.error()));
                // its own round may have ended since somebody looked for it
                yield retried(terms).orElseGet(() -> new Entry.Refused(refused.error()));
            }
            case Admission.Admitted admitted -> {
                begin(round, seat.taken(), admitted, body);
                yield new Entry.Live(round);
            }
        };
    }

    /** The last rule of admission: a place at a backend or in the queue, taken only by a round that is admitted. */
    private final class Seat {
        private final Address client;
        private final String model;
        private final long affinity;
        private @Nullable Place place;

        private Seat(Address client, String model, long affinity) {
            this.client = client;
            this.model = model;
            this.affinity = affinity;
        }

        private Optional<ProtocolError> take() {
            return switch (backends.take(client, model, affinity)) {
                case Placement.Refused full -> Optional.of(full.error());
                case Placement.Placed placed -> {
                    place = placed.place();
                    yield Optional.empty();
                }
            };
        }

        private Place taken() {
            return Objects.requireNonNull(place, "an admitted round has a place");
        }
    }

    /** A conversation begins like the one before it, so its place is where that is remembered. */
    private static long affinity(byte[] body) {
        CRC32C beginning = new CRC32C();
        beginning.update(body, 0, Math.min(body.length, AFFINITY_BYTES));
        return beginning.getValue();
    }

    private void begin(LiveRound round, Place place, Admission.Admitted admitted, byte[] body) {
        Terms terms = round.terms();
        try {
            admitted.durable()
                    .orTimeout(ADMISSION_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    .join();
            round.trace().admitted();
            byte[] backendBody =
                    memory.parses().within(body.length, () -> BackendBody.of(body, terms.call(), terms.limits()));
            Dispatch dispatch = new Dispatch(vertx, round.context(), backends, place, backendBody, terms.call());
            // here, because reading a long prompt would hold up an event loop
            Optional<Moderation.Question> question = Optional.ofNullable(moderation)
                    .map(judge -> memory.parses()
                            .within(
                                    body.length,
                                    () -> judge.question(terms.call().dialect(), body)));
            round.run(() -> call(round, body, dispatch, question));
        } catch (NoRoom full) {
            place.leave();
            new Settlement(round, body.length).voided(full.error());
        } catch (RuntimeException e) {
            place.leave();
            new Settlement(round, body.length)
                    .voided(ProtocolError.of(ErrorCode.INTERNAL_ERROR, "the round could not be recorded"));
            throw e;
        }
    }

    private void call(LiveRound round, byte[] body, Dispatch dispatch, Optional<Moderation.Question> question) {
        Terms terms = round.terms();
        Meter meter = new Meter(terms.call(), terms.limits(), body, dispatch::countTokens);
        Settlement settlement = new Settlement(round, body.length);
        if (question.isEmpty()) {
            Exchange exchange = new Exchange(vertx, round, meter, dispatch, keepAlive, settlement);
            dispatch.begin(exchange);
            round.begins(exchange);
            return;
        }
        Moderation.Question judged = question.get();
        Exchange exchange = new Exchange(vertx, round, meter, dispatch, keepAlive, new Judged(judged, settlement));
        round.begins(exchange);
        judged.ask().onSuccess(verdict -> verdict.ifPresentOrElse(exchange::failed, () -> dispatch.begin(exchange)));
    }

    /** The end of a round whose prompt may still be before a judge, who then learns that nobody waits any more. */
    private record Judged(Moderation.Question question, Settlement settlement) implements Exchange.Ending {
        @Override
        public void billed(RoundStatus status, byte[] log, Supplier<Measured> measured) {
            question.stop();
            settlement.billed(status, log, measured);
        }

        @Override
        public void voided(ProtocolError reason) {
            question.stop();
            settlement.voided(reason);
        }
    }

    /** A round of {@code client} that is in flight. */
    public Optional<LiveRound> inFlight(Address client, long sequence) {
        return Optional.ofNullable(live.get(new Key(client, sequence)));
    }

    /** How many rounds are in flight. */
    public int inFlight() {
        return live.size();
    }

    /** How many of them are streams. */
    public long streamsInFlight() {
        return live.values().stream().filter(LiveRound::isStream).count();
    }

    /**
     * Begins nothing new and lets what runs finish, within a bound. Streams that are left then end with an error event and
     * are billed for what they brought; answers that were not streamed become void.
     */
    public void drain(Duration atMost) {
        stopping = true;
        if (!live.isEmpty()) {
            LOG.info("stopping: {} rounds run, they have up to {} s to finish", live.size(), atMost.toSeconds());
        }
        if (!isEmptyWithin(atMost)) {
            LOG.info("{} rounds run after {} s of draining; ending them", live.size(), atMost.toSeconds());
            live.values().forEach(round -> round.endWith(STOPPING));
            isEmptyWithin(CLOSE_TIMEOUT);
        }
    }

    /**
     * Lets those confirm who got their receipts while this gateway was stopping, so that the last claim has them.
     *
     * @return whether all of them did
     */
    public boolean areConfirmedWithin(Duration atMost) {
        return holdsWithin(atMost, () -> {
            billedLate.removeIf(round -> !accounts.isUnconfirmed(round.client, round.sequence));
            return billedLate.isEmpty();
        });
    }

    private boolean isEmptyWithin(Duration atMost) {
        return holdsWithin(atMost, live::isEmpty);
    }

    private static boolean holdsWithin(Duration atMost, BooleanSupplier condition) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() >= end) {
                return false;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        return true;
    }

    /** Ends what runs, bills what was delivered, and waits until it is on disk, within a bound. */
    @Override
    public void close() {
        stopping = true;
        live.values().forEach(LiveRound::cancel);
        if (!isEmptyWithin(CLOSE_TIMEOUT)) {
            LOG.warn("{} rounds were not settled in time; they are void", live.size());
        }
    }

    private void leave(LiveRound round, RoundEnd end) {
        if (stopping && end instanceof RoundEnd.Billed) {
            billedLate.add(key(round.terms()));
        }
        live.remove(key(round.terms()), round);
        round.letGoOfTheBody();
        if (!(end instanceof RoundEnd.Refused)) {
            listener.ended(round.terms(), end, round.age());
        }
        round.trace().ended(end);
        round.run(() -> round.ended(end));
    }

    private static Key key(Terms terms) {
        return new Key(terms.client(), terms.sequence());
    }

    /** Writes the end of a round to the ledger on a thread that may wait, then tells the readers. */
    private final class Settlement implements Exchange.Ending {
        private final LiveRound round;
        private final int bodyBytes;

        private Settlement(LiveRound round, int bodyBytes) {
            this.round = round;
            this.bodyBytes = bodyBytes;
        }

        @Override
        public void billed(RoundStatus status, byte[] log, Supplier<Measured> measured) {
            String contentType = round.sentType();
            settle(() -> memory.parses()
                    .inTurn(
                            bodyBytes,
                            log.length,
                            () -> new RoundEnd.Billed(
                                    billing.bill(round.terms(), log, contentType, measured.get(), status))));
        }

        @Override
        public void voided(ProtocolError reason) {
            ProtocolError told = round.told(reason);
            settle(() -> {
                billing.voidRound(round.terms(), told);
                return new RoundEnd.Voided(told);
            });
        }

        private void settle(Supplier<RoundEnd> settlement) {
            Thread.ofVirtual().name("settle-" + round.terms().sequence()).start(() -> {
                RoundEnd end = new RoundEnd.Broken();
                try {
                    end = settlement.get();
                } catch (RuntimeException e) {
                    LOG.error(
                            "round {} of {} could not be settled",
                            round.terms().sequence(),
                            round.terms().client(),
                            e);
                    accounts.forget(round.terms());
                } finally {
                    leave(round, end);
                }
            });
        }
    }
}
