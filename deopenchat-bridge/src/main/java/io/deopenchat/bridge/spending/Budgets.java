package io.deopenchat.bridge.spending;

import io.deopenchat.bridge.account.RoundEnds;
import io.deopenchat.bridge.config.Budget;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.storage.Database;
import io.deopenchat.storage.Schema;
import io.deopenchat.storage.Session;
import io.deopenchat.storage.StorageFailure;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What may be spent, over all accounts. Every call reserves what it may cost at most before its request is signed, and the
 * reservation is on disk before the request leaves; when the round has ended its cost takes the place of its ceiling. What
 * nobody knows the end of counts with its ceiling, also over a crash. All decisions are made under one lock.
 */
public final class Budgets implements RoundEnds, AutoCloseable {
    static final String FILE = "spending.sqlite";

    static final Schema SCHEMA = new Schema("deopenchat bridge spending", List.of("""
            CREATE TABLE spent (
              provider TEXT NOT NULL,
              sequence INTEGER NOT NULL,
              at INTEGER NOT NULL,
              model TEXT NOT NULL,
              application TEXT NOT NULL,
              amount TEXT NOT NULL,
              PRIMARY KEY (provider, sequence)) WITHOUT ROWID;
            CREATE INDEX spent_at ON spent (at)
            """));

    /** The longest period of a budget, and the minute that counts to its end. */
    private static final Duration REMEMBERED = Budget.Period.DAY.length().plusMinutes(1);

    private static final Duration SWEEP_EVERY = Duration.ofHours(1);
    private static final int FORGOTTEN_AT_ONCE = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(Budgets.class);

    private final @Nullable Database database;
    private final List<Window> windows;
    private final InstantSource clock;
    private Instant sweptAt;
    private final Map<RoundKey, Entry> entries = new LinkedHashMap<>();

    private record RoundKey(Address provider, long sequence) {}

    private record Entry(Instant at, String model, String application, BigInteger amount) {
        Entry costing(BigInteger newAmount) {
            return new Entry(at, model, application, newAmount);
        }
    }

    private Budgets(@Nullable Database database, List<Budget> budgets, InstantSource clock) {
        this.database = database;
        this.windows = budgets.stream().map(Window::new).toList();
        this.clock = clock;
        this.sweptAt = clock.instant();
    }

    /** Everything may be spent. */
    public static Budgets unlimited() {
        return new Budgets(null, List.of(), InstantSource.system());
    }

    /**
     * Goes on with what was spent before.
     *
     * @param onFailure must end the process: nothing may be spent that cannot be recorded
     */
    public static Budgets open(
            Path directory, List<Budget> budgets, InstantSource clock, Consumer<StorageFailure> onFailure) {
        if (budgets.isEmpty()) {
            return unlimited();
        }
        Budgets opened = new Budgets(Database.open(directory.resolve(FILE), SCHEMA, onFailure), budgets, clock);
        opened.remember();
        return opened;
    }

    private void remember() {
        Database file = Objects.requireNonNull(database);
        file.write(session -> sweep(session, sweptAt));
        Map<RoundKey, Entry> found = new LinkedHashMap<>();
        file.read(session -> session.query(
                        "SELECT provider, sequence, at, model, application, amount FROM spent ORDER BY at",
                        Budgets::readEntry))
                .forEach(row -> found.put(row.getKey(), row.getValue()));
        found.forEach((key, entry) -> {
            entries.put(key, entry);
            count(entry, entry.amount());
        });
    }

    private static Map.Entry<RoundKey, Entry> readEntry(ResultSet row) throws SQLException {
        return Map.entry(
                new RoundKey(Address.parse(row.getString(1)), row.getLong(2)),
                new Entry(
                        Instant.ofEpochSecond(row.getLong(3)),
                        row.getString(4),
                        row.getString(5),
                        new BigInteger(row.getString(6))));
    }

    /** Whether a call fits all budgets. */
    public sealed interface Verdict {

        /** What it may cost at most counts as spent from now on. */
        record Reserved(Reservation reservation) implements Verdict {}

        /**
         * Nothing was reserved.
         *
         * @param left base units that this budget has left, perhaps below zero
         * @param untilRoom after which some of it is free again; the period at most
         */
        record Exceeded(Budget budget, BigInteger left, Duration untilRoom) implements Verdict {}
    }

    /** Reserves {@code ceiling} under every budget that covers the call, or under none. */
    public synchronized Verdict reserve(String application, String model, Wei ceiling) {
        Instant now = clock.instant();
        for (Window window : windows) {
            if (window.budget().covers(model, application)) {
                BigInteger left = window.left(now);
                if (ceiling.value().compareTo(left) > 0) {
                    return new Verdict.Exceeded(window.budget(), left, window.untilRoom(now));
                }
            }
        }
        Entry entry = new Entry(now, model, application, ceiling.value());
        count(entry, entry.amount());
        return new Verdict.Reserved(new Reservation(entry));
    }

    /**
     * What may still be spent.
     *
     * @param left base units, perhaps below zero
     */
    public record Left(Budget budget, BigInteger left) {}

    /** Of every budget, in the order in which they were given. */
    public synchronized List<Left> left() {
        Instant now = clock.instant();
        return windows.stream()
                .map(window -> new Left(window.budget(), window.left(now)))
                .toList();
    }

    private void count(Entry entry, BigInteger amount) {
        for (Window window : windows) {
            if (window.budget().covers(entry.model(), entry.application())) {
                window.add(entry.at(), amount);
            }
        }
    }

    /** Money set aside for a call. It ends in one of its two methods, and only the first of them counts. */
    public final class Reservation {
        private final Entry entry;
        private boolean decided;

        private Reservation(Entry entry) {
            this.entry = entry;
        }

        /** The call became this round; completes when that is on disk, and not before must its request leave. */
        public CompletableFuture<Void> isFor(Address provider, long sequence) {
            synchronized (Budgets.this) {
                decided = true;
                return keep(new RoundKey(provider, sequence), entry);
            }
        }

        /** Nothing was signed. */
        public void release() {
            synchronized (Budgets.this) {
                if (!decided) {
                    decided = true;
                    count(entry, entry.amount().negate());
                }
            }
        }
    }

    private CompletableFuture<Void> keep(RoundKey key, Entry entry) {
        if (database == null) {
            return CompletableFuture.completedFuture(null);
        }
        forget();
        entries.put(key, entry);
        Instant now = clock.instant();
        boolean sweeps = Duration.between(sweptAt, now).compareTo(SWEEP_EVERY) > 0;
        if (sweeps) {
            sweptAt = now;
        }
        return database.writeLater(session -> {
            write(session, key, entry);
            if (sweeps) {
                sweep(session, now);
            }
        });
    }

    private static void sweep(Session session, Instant now) {
        session.update("DELETE FROM spent WHERE at < ?", now.minus(REMEMBERED).getEpochSecond());
    }

    private static void write(Session session, RoundKey key, Entry entry) {
        session.update(
                "INSERT OR REPLACE INTO spent (provider, sequence, at, model, application, amount)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                key.provider(),
                key.sequence(),
                entry.at().getEpochSecond(),
                entry.model(),
                entry.application(),
                entry.amount());
    }

    @Override
    public synchronized void ended(Address provider, long sequence, Wei cost) {
        RoundKey key = new RoundKey(provider, sequence);
        Entry entry = entries.get(key);
        if (entry != null) {
            count(entry, cost.value().subtract(entry.amount()));
            keep(key, entry.costing(cost.value())).exceptionally(failed -> {
                LOG.error("what round {} cost could not be recorded", sequence, failed);
                return null;
            });
        }
    }

    /** What has left every window, some at a time. */
    private void forget() {
        Instant oldest = clock.instant().minus(REMEMBERED);
        Iterator<Entry> old = entries.values().iterator();
        for (int i = 0;
                i < FORGOTTEN_AT_ONCE && old.hasNext() && old.next().at().isBefore(oldest);
                i++) {
            old.remove();
        }
    }

    @Override
    public void close() {
        if (database != null) {
            database.close();
        }
    }
}
