package io.deopenchat.gateway.account;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.storage.Database;
import io.deopenchat.storage.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Orders that this provider locked, in the ledger's file. A lock is on disk before it is sent, so that no start has to search
 * the chain for one; what became of it is read from the contract, so that nothing else has to be on disk in time.
 */
public final class OrderJournal {
    static final String TABLES = """
            CREATE TABLE own_order (
              id INTEGER PRIMARY KEY,
              client TEXT NOT NULL,
              model TEXT NOT NULL,
              stake TEXT NOT NULL,
              serve_seconds INTEGER NOT NULL,
              rounds_before INTEGER NOT NULL,
              paid_before TEXT NOT NULL,
              state TEXT NOT NULL,
              serve_until INTEGER,
              earned TEXT NOT NULL,
              changed_at INTEGER NOT NULL)
            """;

    /** Orders that ended and are kept for who looks at them; of older ones the chain knows. */
    static final int MAX_ENDED = 10_000;

    private static final String COLUMNS = "id, client, model, stake, serve_seconds, rounds_before, paid_before, state,"
            + " serve_until, earned, changed_at";

    private final Database database;

    OrderJournal(Database database) {
        this.database = database;
    }

    /** What may still want something, by its id. */
    public List<OwnOrder> open() {
        return database.read(session -> session.query(
                "SELECT " + COLUMNS + " FROM own_order WHERE state IN ('sent', 'locked') ORDER BY id",
                OrderJournal::read));
    }

    /** Whatever became of it. */
    public Optional<OwnOrder> find(long id) {
        return database.read(session ->
                session.queryOne("SELECT " + COLUMNS + " FROM own_order WHERE id = ?", OrderJournal::read, id));
    }

    /** Is on disk when it returns. */
    public void write(OwnOrder order) {
        database.write(session -> {
            session.update(
                    "INSERT OR REPLACE INTO own_order (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    values(order));
            if (order.state().isEnd()) {
                forgetTheOldest(session);
            }
        });
    }

    /** It was never sent. */
    public void forget(long id) {
        database.write(session -> session.update("DELETE FROM own_order WHERE id = ?", id));
    }

    private static void forgetTheOldest(Session session) {
        session.update(
                "DELETE FROM own_order WHERE state NOT IN ('sent', 'locked')"
                        + " AND id <= (SELECT max(id) FROM own_order) - ?",
                MAX_ENDED);
    }

    /** The newest, the last posted first. */
    static List<OwnOrder> newest(Session session, int atMost) {
        return session.query(
                "SELECT " + COLUMNS + " FROM own_order ORDER BY id DESC LIMIT ?", OrderJournal::read, atMost);
    }

    private static @Nullable Object[] values(OwnOrder order) {
        return new @Nullable Object[] {
            order.id(),
            order.client(),
            order.model(),
            order.stake(),
            order.timeToServe().toSeconds(),
            order.roundsBefore(),
            order.paidBefore(),
            order.state().stored(),
            order.serveUntil().map(Instant::getEpochSecond).orElse(null),
            order.earned(),
            order.changedAt().getEpochSecond()
        };
    }

    private static OwnOrder read(ResultSet row) throws SQLException {
        return new OwnOrder(
                row.getLong("id"),
                Address.parse(row.getString("client")),
                row.getString("model"),
                Wei.parseCanonical(row.getString("stake")),
                Duration.ofSeconds(row.getLong("serve_seconds")),
                row.getLong("rounds_before"),
                Wei.parseCanonical(row.getString("paid_before")),
                OwnOrder.State.ofStored(row.getString("state")),
                row.getString("serve_until") == null ? null : Instant.ofEpochSecond(row.getLong("serve_until")),
                Wei.parseCanonical(row.getString("earned")),
                Instant.ofEpochSecond(row.getLong("changed_at")));
    }
}
