package io.deopenchat.bridge.journal;

import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.protocol.WireObject;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.storage.Database;
import io.deopenchat.storage.Schema;
import io.deopenchat.storage.Session;
import io.deopenchat.storage.StorageFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The durable journal of one account. Writes are applied in the order in which they are asked for; each future completes
 * when its change, and every earlier one, is on disk. What a signature says is here before the signature leaves.
 */
public final class Journal implements AutoCloseable {
    static final Schema SCHEMA = new Schema("bridge journal", List.of("""
            CREATE TABLE account (
              chain_id INTEGER NOT NULL, contract TEXT NOT NULL, provider TEXT NOT NULL, client TEXT NOT NULL);
            CREATE TABLE rounds (
              sequence INTEGER PRIMARY KEY,
              state TEXT NOT NULL,
              terms TEXT NOT NULL,
              opened_at INTEGER NOT NULL,
              position INTEGER,
              receipt TEXT,
              delivered_hash TEXT,
              delivered_text_bytes INTEGER,
              reason TEXT);
            CREATE INDEX rounds_by_state ON rounds (state, position, sequence)
              WHERE state IN ('intended', 'received', 'disputed');
            CREATE TABLE confirmations (
              id INTEGER PRIMARY KEY AUTOINCREMENT,
              message TEXT NOT NULL,
              sequences TEXT NOT NULL,
              acknowledged INTEGER NOT NULL);
            CREATE TABLE accepted_prices (
              model TEXT PRIMARY KEY, request TEXT NOT NULL, input TEXT NOT NULL, output TEXT NOT NULL)
            """, """
            CREATE TABLE counted (sequence INTEGER PRIMARY KEY, prompt INTEGER NOT NULL, completion INTEGER NOT NULL)
            """, """
            ALTER TABLE rounds ADD COLUMN application TEXT
            """, """
            ALTER TABLE rounds ADD COLUMN unreadable_receipt TEXT
            """, """
            CREATE INDEX confirmations_pending ON confirmations (id) WHERE acknowledged = 0
            """));

    static final String ACKNOWLEDGE_PENDING = "UPDATE confirmations SET acknowledged = 1 WHERE acknowledged = 0";

    private static final String COLUMNS =
            "terms, state, opened_at, receipt, delivered_hash, delivered_text_bytes, reason, prompt, completion, unreadable_receipt"
                    + " FROM rounds LEFT JOIN counted USING (sequence) ";

    private final Database database;

    private Journal(Database database) {
        this.database = database;
    }

    /**
     * Opens or makes the journal of an account. No second process can.
     *
     * @param onFailure called once when a change could not be made durable: nothing may be signed from then on
     * @throws StorageFailure if it is in use, damaged, or the journal of another account
     */
    public static Journal open(Path file, AccountId account, Consumer<StorageFailure> onFailure) {
        return on(Database.open(file, SCHEMA, onFailure), file, account);
    }

    /** A database that was opened with the schema of a journal; closes it if this is the journal of another account. */
    static Journal on(Database database, Path file, AccountId account) {
        try {
            database.write(session -> claim(session, account));
            AccountId holder = holder(database);
            if (!holder.equals(account)) {
                throw new StorageFailure(file + " is the journal of " + holder + ", expected " + account);
            }
            return new Journal(database);
        } catch (StorageFailure e) {
            database.close();
            throw e;
        }
    }

    /** Opens an existing journal to look into it, even while a bridge writes it. */
    public static Journal openReadOnly(Path file) {
        return new Journal(Database.openReadOnly(file, SCHEMA));
    }

    private static void claim(Session session, AccountId account) {
        session.update(
                "INSERT INTO account (chain_id, contract, provider, client) SELECT ?, ?, ?, ?"
                        + " WHERE NOT EXISTS (SELECT 1 FROM account)",
                account.chainId(),
                account.contract(),
                account.provider(),
                account.client());
    }

    private static AccountId holder(Database database) {
        return database.read(session -> session.query(
                        "SELECT chain_id, contract, provider, client FROM account",
                        row -> new AccountId(row.getLong(1), address(row, 2), address(row, 3), address(row, 4)))
                .getFirst());
    }

    private static Address address(ResultSet row, int column) throws SQLException {
        return Address.parse(row.getString(column));
    }

    /** Whose journal this is. */
    public AccountId account() {
        return holder(database);
    }

    /** Everything that was signed, oldest first; what was taken back from the gateway covers no rounds. */
    public List<ConfirmedBatch> confirmations() {
        return database.read(
                session -> session.query("SELECT message, sequences FROM confirmations ORDER BY id", Journal::batch));
    }

    /** The prices that the user agreed to pay, by model. */
    public Map<String, Prices> acceptedPrices() {
        Map<String, Prices> accepted = new HashMap<>();
        database.read(session -> session.query(
                "SELECT model, request, input, output FROM accepted_prices",
                row -> accepted.put(
                        row.getString(1),
                        new Prices(
                                Wei.parseCanonical(row.getString(2)),
                                new TokenPrice(Wei.parseCanonical(row.getString(3))),
                                new TokenPrice(Wei.parseCanonical(row.getString(4)))))));
        return accepted;
    }

    /** From now on these prices may be paid for {@code model}. */
    public CompletableFuture<Void> acceptPrices(String model, Prices prices) {
        return database.writeLater(session -> session.update(
                "INSERT INTO accepted_prices (model, request, input, output) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (model) DO UPDATE SET request = excluded.request, input = excluded.input,"
                        + " output = excluded.output",
                model,
                prices.request(),
                prices.input(),
                prices.output()));
    }

    /**
     * Before a request is signed. A sequence can be intended again only if the gateway refused it: then nobody holds
     * anything that was signed with it but a refused request.
     *
     * @param application whose call it is: it may read of the round later
     */
    public CompletableFuture<Void> intend(RoundTerms terms, String application, Instant now) {
        return database.writeLater(session -> {
            int rows = session.update(
                    "INSERT INTO rounds (sequence, state, terms, opened_at, application) VALUES (?, 'intended', ?, ?, ?)"
                            + " ON CONFLICT (sequence) DO UPDATE SET state = 'intended', terms = excluded.terms,"
                            + " opened_at = excluded.opened_at, application = excluded.application, reason = NULL WHERE state = 'void'",
                    terms.sequence(),
                    Json.text(terms.toJson()),
                    now.toEpochMilli(),
                    application);
            if (rows == 0) {
                throw new StorageFailure("sequence " + terms.sequence() + " was signed before");
            }
        });
    }

    /**
     * A receipt was checked.
     *
     * @param position its place in the order of receipts
     */
    public CompletableFuture<Void> receive(long sequence, SignedReceipt receipt, Delivered delivered, long position) {
        return finish(sequence, RoundState.RECEIVED, receipt, delivered, null, position);
    }

    /** A receipt does not hold what was agreed. */
    public CompletableFuture<Void> dispute(long sequence, SignedReceipt receipt, Delivered delivered, String reason) {
        return finish(sequence, RoundState.DISPUTED, receipt, delivered, reason, null);
    }

    /**
     * The gateway says that the round has ended, and nothing that it sends is a receipt.
     *
     * @param unreadable what came in place of one; empty if nothing did
     */
    public CompletableFuture<Void> disputeWithoutReceipt(
            long sequence, Delivered delivered, String reason, String unreadable) {
        return database.writeLater(session -> session.update(
                "UPDATE rounds SET state = 'disputed', delivered_hash = ?, delivered_text_bytes = ?, reason = ?,"
                        + " unreadable_receipt = ? WHERE sequence = ? AND state = 'intended'",
                delivered.hash(),
                delivered.textBytes(),
                reason,
                unreadable,
                sequence));
    }

    /** The round costs nothing. */
    public CompletableFuture<Void> voidRound(long sequence, String reason) {
        return database.writeLater(session -> session.update(
                "UPDATE rounds SET state = 'void', reason = ? WHERE sequence = ? AND state = 'intended'",
                reason,
                sequence));
    }

    /** A round that was taken for void is billed after all: its end is unknown again. */
    public CompletableFuture<Void> reopen(long sequence) {
        return database.writeLater(session -> session.update(
                "UPDATE rounds SET state = 'intended', reason = NULL WHERE sequence = ? AND state = 'void'", sequence));
    }

    /** What this side counted of a round that is owed, beside what the receipt says. */
    public CompletableFuture<Void> count(long sequence, Usage counted) {
        return database.writeLater(session -> session.update(
                "INSERT OR IGNORE INTO counted (sequence, prompt, completion) VALUES (?, ?, ?)",
                sequence,
                counted.promptTokens(),
                counted.completionTokens()));
    }

    /** The newest rounds that were counted here, oldest of them first. */
    public List<Round> counted(int newest) {
        return database.read(session -> session.query(
                        "SELECT " + COLUMNS + "WHERE prompt IS NOT NULL ORDER BY sequence DESC LIMIT ?",
                        Journal::round,
                        (long) newest))
                .reversed();
    }

    private CompletableFuture<Void> finish(
            long sequence,
            RoundState state,
            SignedReceipt receipt,
            Delivered delivered,
            @Nullable String reason,
            @Nullable Long position) {
        return database.writeLater(session -> session.update(
                "UPDATE rounds SET state = ?, receipt = ?, delivered_hash = ?, delivered_text_bytes = ?, reason = ?,"
                        + " position = ? WHERE sequence = ? AND state IN ('intended', 'received')",
                state.text(),
                Json.text(receipt.toJson()),
                delivered.hash(),
                delivered.textBytes(),
                reason,
                position,
                sequence));
    }

    /** Before a confirmation is sent. */
    public CompletableFuture<Void> sign(ConfirmedBatch batch) {
        return database.writeLater(session -> insert(session, batch, 0));
    }

    /** The gateway holds the pending confirmation. */
    public CompletableFuture<Void> acknowledge(ConfirmedBatch batch) {
        return database.writeLater(session -> {
            session.update(ACKNOWLEDGE_PENDING);
            for (long sequence : batch.sequences()) {
                session.update(
                        "UPDATE rounds SET state = 'confirmed' WHERE sequence = ? AND state = 'received'", sequence);
            }
        });
    }

    /**
     * Takes back a confirmation of our own that the gateway holds and this journal does not know: the journal is older
     * than it.
     *
     * @param covered rounds that the gateway no longer asks for
     * @param doubtful rounds that may be paid for already, so that they are never confirmed
     */
    public CompletableFuture<Void> adopt(
            SignedConfirmation newest, List<Long> covered, List<Long> doubtful, String reason) {
        return database.writeLater(session -> {
            session.update("DELETE FROM confirmations WHERE acknowledged = 0");
            insert(session, new ConfirmedBatch(newest, List.of()), 1);
            for (long sequence : covered) {
                session.update("UPDATE rounds SET state = 'confirmed' WHERE sequence = ?", sequence);
            }
            for (long sequence : doubtful) {
                session.update("UPDATE rounds SET state = 'disputed', reason = ? WHERE sequence = ?", reason, sequence);
            }
        });
    }

    private static void insert(Session session, ConfirmedBatch batch, int acknowledged) {
        session.update(
                "INSERT INTO confirmations (message, sequences, acknowledged) VALUES (?, ?, ?)",
                Json.text(batch.signed().toJson()),
                batch.sequences().stream().map(String::valueOf).collect(Collectors.joining(",")),
                acknowledged);
    }

    /** What is needed to go on. */
    public Memory remember() {
        return database.read(session -> new Memory(
                session.query("SELECT coalesce(max(sequence), 0) FROM rounds", row -> row.getLong(1))
                        .getFirst(),
                session.query(
                                "SELECT coalesce(max(position), 0) FROM rounds WHERE state = 'received'",
                                row -> row.getLong(1))
                        .getFirst(),
                newestBatch(session, 1),
                newestBatch(session, 0),
                rounds(session, RoundState.INTENDED),
                rounds(session, RoundState.RECEIVED),
                rounds(session, RoundState.DISPUTED)));
    }

    /** The newest rounds, oldest of them first. */
    public List<Round> newest(int count) {
        return database.read(session -> session.query(
                        "SELECT " + COLUMNS + "ORDER BY sequence DESC LIMIT ?", Journal::round, (long) count))
                .reversed();
    }

    /** Rounds whose receipts do not hold what was agreed, oldest first. */
    public List<Round> disputes() {
        return database.read(session -> rounds(session, RoundState.DISPUTED)).stream()
                .filter(Round::isDispute)
                .toList();
    }

    public Optional<Round> find(long sequence) {
        return database.read(
                session -> session.queryOne("SELECT " + COLUMNS + "WHERE sequence = ?", Journal::round, sequence));
    }

    /** The round, if it was this application's call; what an older version of this program recorded is nobody's. */
    public Optional<Round> find(long sequence, String application) {
        return database.read(session -> session.queryOne(
                "SELECT " + COLUMNS + "WHERE sequence = ? AND application = ?", Journal::round, sequence, application));
    }

    /** The highest sequence that is anything but void; 0 if there is none. */
    public long highestNotVoid() {
        return database.read(session -> session.query(
                        "SELECT coalesce(max(sequence), 0) FROM rounds WHERE state <> 'void'", row -> row.getLong(1))
                .getFirst());
    }

    private static List<Round> rounds(Session session, RoundState state) {
        return session.query(
                "SELECT " + COLUMNS + "WHERE state = '" + state.text() + "' ORDER BY position, sequence",
                Journal::round);
    }

    private static @Nullable ConfirmedBatch newestBatch(Session session, int acknowledged) {
        return session.queryOne(
                        "SELECT message, sequences FROM confirmations WHERE acknowledged = " + acknowledged
                                + " ORDER BY id DESC LIMIT 1",
                        Journal::batch)
                .orElse(null);
    }

    private static ConfirmedBatch batch(ResultSet row) throws SQLException {
        return new ConfirmedBatch(SignedConfirmation.fromJson(wire(row.getString(1))), sequences(row.getString(2)));
    }

    private static Round round(ResultSet row) throws SQLException {
        String receipt = row.getString(4);
        String hash = row.getString(5);
        return new Round(
                RoundTerms.fromJson(wire(row.getString(1))),
                RoundState.ofText(row.getString(2)),
                Instant.ofEpochMilli(row.getLong(3)),
                receipt == null ? null : SignedReceipt.fromJson(wire(receipt)),
                hash == null ? null : new Delivered(Bytes32.parse(hash), row.getLong(6)),
                row.getString(7),
                counted(row),
                row.getString(10));
    }

    private static @Nullable Usage counted(ResultSet row) throws SQLException {
        long prompt = row.getLong(8);
        return row.wasNull() ? null : new Usage(prompt, row.getLong(9));
    }

    private static List<Long> sequences(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",")).map(Long::valueOf).toList();
    }

    private static WireObject wire(String json) {
        return WireObject.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Finishes what was asked for, then closes. */
    @Override
    public void close() {
        database.close();
    }
}
