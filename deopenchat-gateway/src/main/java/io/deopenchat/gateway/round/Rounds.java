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
import io.deopenchat.gateway.backend.Place;
import io.deopenchat.gateway.backend.Placement;
import io.deopenchat.gateway.config.KeepAlive;
import io.deopenchat.gateway.metering.Measured;
import io.deopenchat.gateway.metering.Meter;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.RoundStatus;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
    private final Map<Key, LiveRound> live = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    private record Key(Address client, long sequence) {}

    public Rounds(
            Vertx vertx,
            AccountBook accounts,
            Backends backends,
            KeepAlive keepAlive,
            Domain domain,
            Signer operator,
            RoundListener listener) {
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

        /** It was billed before. */
        record Replay(FinishedRound round) implements Entry {}

        record Refused(ProtocolError error) implements Entry {}

        /** This gateway begins nothing new; nothing was recorded, and the sequence is free. */
        record Stopping() implements Entry {}
    }

    /** The round that {@code terms} already has, if they are a retry. */
    public Optional<Entry> retried(Terms terms) {
        LiveRound running = live.get(key(terms));
        if (running != null) {
            return running.terms().requestHash().equals(terms.requestHash())
                    ? Optional.of(new Entry.Live(running))
                    : Optional.empty();
        }
        return accounts.find(terms.client(), terms.sequence()).flatMap(stored -> stored(stored, terms.requestHash()));
    }

    private static Optional<Entry> stored(StoredRound stored, Bytes32 requestHash) {
        if (!stored.requestHash().equals(requestHash)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (stored) {
                    case StoredRound.Finished finished -> new Entry.Replay(finished.round());
                    case StoredRound.Voided nothing -> new Entry.Refused(nothing.reason());
                    case StoredRound.Erased _ ->
                        new Entry.Refused(ProtocolError.of(
                                ErrorCode.ROUND_NOT_FOUND,
                                "this request was answered and paid; its answer has been erased since"));
                    case StoredRound.InFlight between ->
                        new Entry.Refused(
                                ProtocolError.of(ErrorCode.ROUNDS_IN_FLIGHT, "this round is just ending; ask again"));
                });
    }

    /**
     * Begins a round, or says why not. Waits for the disk: never on an event loop.
     *
     * @param body the exact bytes that the client signed
     * @param context event loop of the connection that brought the request
     */
    public Entry begin(Terms terms, byte[] body, Optional<Listing> listing, Context context) {
        LiveRound round = new LiveRound(terms, context, listener);
        LiveRound running = live.putIfAbsent(key(terms), round);
        if (running != null) {
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
            byte[] backendBody = BackendBody.of(body, terms.call(), terms.limits());
            Dispatch dispatch = new Dispatch(vertx, round.context(), backends, place, backendBody, terms.call());
            round.run(() -> call(round, body, dispatch));
        } catch (RuntimeException e) {
            place.leave();
            new Settlement(round).voided(ProtocolError.of(ErrorCode.INTERNAL_ERROR, "the round could not be recorded"));
            throw e;
        }
    }

    private void call(LiveRound round, byte[] body, Dispatch dispatch) {
        Terms terms = round.terms();
        Meter meter = new Meter(terms.call(), terms.limits(), body);
        Exchange exchange = new Exchange(vertx, round, meter, dispatch, keepAlive, new Settlement(round));
        dispatch.begin(exchange);
        round.begins(exchange);
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

    private boolean isEmptyWithin(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!live.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        return live.isEmpty();
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
        live.remove(key(round.terms()), round);
        if (!(end instanceof RoundEnd.Refused)) {
            listener.ended(round.terms(), end, round.age());
        }
        round.run(() -> round.ended(end));
    }

    private static Key key(Terms terms) {
        return new Key(terms.client(), terms.sequence());
    }

    /** Writes the end of a round to the ledger on a thread that may wait, then tells the readers. */
    private final class Settlement implements Exchange.Ending {
        private final LiveRound round;

        private Settlement(LiveRound round) {
            this.round = round;
        }

        @Override
        public void billed(RoundStatus status, byte[] log, Supplier<Measured> measured) {
            String contentType = round.contentType();
            settle(() -> new RoundEnd.Billed(billing.bill(round.terms(), log, contentType, measured.get(), status)));
        }

        @Override
        public void voided(ProtocolError reason) {
            settle(() -> {
                billing.voidRound(round.terms(), reason);
                return new RoundEnd.Voided(reason);
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
