package io.deopenchat.gateway.account;

import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.Release;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Signature;
import io.deopenchat.storage.Database;
import io.deopenchat.storage.Schema;
import io.deopenchat.storage.Session;
import io.deopenchat.storage.StorageFailure;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's durable memory: accounts and rounds in SQL. Amounts, addresses and hashes are stored as text in their wire
 * form, so that the file can be read with the tools people have.
 */
public final class Ledger implements AutoCloseable {
    public static final String FILE = "ledger.sqlite";

    static final Schema SCHEMA = new Schema("deopenchat gateway ledger", List.of("""
            CREATE TABLE deployment (
              chain_id INTEGER NOT NULL,
              contract TEXT NOT NULL,
              provider TEXT NOT NULL);
            CREATE TABLE account (
              client TEXT PRIMARY KEY,
              highest_authorized TEXT NOT NULL,
              confirmed TEXT,
              confirmed_rounds INTEGER,
              confirmed_tokens INTEGER,
              transcript TEXT,
              confirmation_signature TEXT,
              unclaimed_tokens INTEGER NOT NULL DEFAULT 0,
              release_total TEXT,
              release_nonce INTEGER,
              release_deadline INTEGER,
              release_signature TEXT) WITHOUT ROWID;
            CREATE TABLE round (
              client TEXT NOT NULL,
              sequence INTEGER NOT NULL,
              request_hash TEXT NOT NULL,
              state TEXT NOT NULL,
              model TEXT NOT NULL,
              request TEXT NOT NULL,
              request_signature TEXT NOT NULL,
              admitted_at INTEGER NOT NULL,
              finished_at INTEGER,
              response_hash TEXT,
              prompt_tokens INTEGER,
              completion_tokens INTEGER,
              usage_source TEXT,
              cost TEXT,
              status INTEGER,
              receipt_signature TEXT,
              content_type TEXT,
              stream INTEGER,
              log BLOB,
              void_code TEXT,
              void_message TEXT,
              PRIMARY KEY (client, sequence));
            CREATE INDEX round_in_flight ON round (client) WHERE state = 'admitted';
            CREATE INDEX round_unconfirmed ON round (client) WHERE state = 'completed'
            """, ClaimJournal.TABLES, """
            ALTER TABLE round ADD COLUMN sealed BLOB;
            ALTER TABLE round ADD COLUMN confirmed_at INTEGER;
            UPDATE round SET confirmed_at = finished_at WHERE state = 'confirmed';
            CREATE INDEX round_to_erase ON round (confirmed_at) WHERE sealed IS NOT NULL
            """));

    /** How many answers one change erases: other changes wait meanwhile. */
    private static final int ERASED_AT_ONCE = 200;

    /** Each may have 64 MiB. */
    private static final int SEALED_AT_ONCE = 4;

    private final Database database;
    private final @Nullable AnswerSeal seal;

    private Ledger(Database database, @Nullable AnswerSeal seal) {
        this.database = database;
        this.seal = seal;
    }

    /**
     * @param directory holds the file; made if missing
     * @param seal of the answers in it
     * @param onFailure called once when a change could not be made durable: the daemon must stop
     * @throws StorageFailure if the file belongs to another deployment or provider, or another process has it open
     */
    public static Ledger open(
            Path directory, Domain domain, Address provider, AnswerSeal seal, Consumer<StorageFailure> onFailure) {
        return open(directory, domain, provider, seal, onFailure, sync -> {});
    }

    /** @param onSync hears how long each commit took; must be quick and must not throw */
    public static Ledger open(
            Path directory,
            Domain domain,
            Address provider,
            AnswerSeal seal,
            Consumer<StorageFailure> onFailure,
            Consumer<Duration> onSync) {
        Database database = Database.open(directory.resolve(FILE), SCHEMA, onFailure, onSync);
        try {
            requireSameDeployment(database, domain, provider);
            database.write(session -> session.query("PRAGMA secure_delete = ON", row -> row.getInt(1)));
            Ledger ledger = new Ledger(database, seal);
            ledger.sealWhatIsOpen();
            return ledger;
        } catch (StorageFailure wrong) {
            database.close();
            throw wrong;
        }
    }

    /** For commands that look at a ledger which a daemon may be writing; they see no answers. */
    public static Ledger openReadOnly(Path directory) {
        requireFile(directory);
        return new Ledger(Database.openReadOnly(directory.resolve(FILE), SCHEMA), null);
    }

    /** @throws StorageFailure if no daemon ever kept a ledger in {@code directory} */
    static void requireFile(Path directory) {
        if (!Files.exists(directory.resolve(FILE))) {
            throw new StorageFailure("there is no ledger in " + directory
                    + "; the daemon makes one at its first start, --state-dir names another directory");
        }
    }

    private static void requireSameDeployment(Database database, Domain domain, Address provider) {
        String expected = identity(domain.chainId(), domain.contract().toString(), provider.toString());
        Optional<String> found = database.read(session -> session.queryOne(
                "SELECT chain_id, contract, provider FROM deployment",
                row -> identity(row.getLong(1), row.getString(2), row.getString(3))));
        if (found.isEmpty()) {
            database.write(session -> session.update(
                    "INSERT INTO deployment (chain_id, contract, provider) VALUES (?, ?, ?)",
                    domain.chainId(),
                    domain.contract(),
                    provider));
        } else if (!found.get().equals(expected)) {
            throw new StorageFailure("the ledger is of " + found.get() + ", this gateway serves " + expected
                    + "; give it a --state-dir of its own");
        }
    }

    static String identity(long chainId, String contract, String provider) {
        return "chain " + chainId + ", contract " + contract + ", provider " + provider;
    }

    CompletableFuture<Void> admitted(Terms terms, Wei highestAuthorized, Instant now) {
        return database.writeLater(session -> {
            saveAuthorized(session, terms.client(), highestAuthorized);
            session.update(
                    "INSERT INTO round (client, sequence, request_hash, state, model, request, request_signature,"
                            + " admitted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    terms.client(),
                    terms.sequence(),
                    terms.requestHash(),
                    RoundState.ADMITTED.stored(),
                    terms.call().model(),
                    terms.signed().header(),
                    terms.signed().signature(),
                    now.getEpochSecond());
        });
    }

    CompletableFuture<Void> completed(FinishedRound round, String usageSource, Instant now) {
        Receipt receipt = round.receipt().receipt();
        return database.writeLater(session -> session.update(
                "UPDATE round SET state = ?, finished_at = ?, response_hash = ?, prompt_tokens = ?,"
                        + " completion_tokens = ?, usage_source = ?, cost = ?, status = ?, receipt_signature = ?,"
                        + " content_type = ?, stream = ?, sealed = ? WHERE client = ? AND sequence = ?",
                RoundState.COMPLETED.stored(),
                now.getEpochSecond(),
                receipt.responseHash(),
                receipt.usage().promptTokens(),
                receipt.usage().completionTokens(),
                usageSource,
                receipt.cost(),
                receipt.status().number(),
                round.receipt().signature(),
                round.contentType(),
                round.stream() ? 1 : 0,
                sealing().seal(receipt.client(), receipt.sequence(), round.log().getBytes()),
                receipt.client(),
                receipt.sequence()));
    }

    CompletableFuture<Void> voided(Address client, long sequence, ProtocolError reason, Instant now) {
        return database.writeLater(session -> session.update(
                "UPDATE round SET state = ?, finished_at = ?, void_code = ?, void_message = ?"
                        + " WHERE client = ? AND sequence = ?",
                RoundState.VOID.stored(),
                now.getEpochSecond(),
                reason.code().name(),
                reason.message(),
                client,
                sequence));
    }

    /** Stores the confirmation, and that it covers {@code sequences}, in one transaction. */
    CompletableFuture<Void> confirmed(
            Address client, SignedConfirmation signed, List<Long> sequences, UnclaimedTokens unclaimed, Instant now) {
        Confirmation confirmation = signed.confirmation();
        long unclaimedTokens = unclaimed.value();
        @Nullable Long unclaimedSince = since(unclaimed);
        return database.writeLater(session -> {
            saveAuthorized(session, client, Wei.ZERO);
            session.update(
                    "UPDATE account SET confirmed = ?, confirmed_rounds = ?, confirmed_tokens = ?, transcript = ?,"
                            + " confirmation_signature = ?, unclaimed_tokens = ?, unclaimed_since = ? WHERE client = ?",
                    confirmation.cumulativeCost(),
                    confirmation.rounds(),
                    confirmation.tokens(),
                    confirmation.transcript(),
                    signed.signature(),
                    unclaimedTokens,
                    unclaimedSince,
                    client);
            for (long sequence : sequences) {
                session.update(
                        "UPDATE round SET state = ?, confirmed_at = ? WHERE client = ? AND sequence = ?",
                        RoundState.CONFIRMED.stored(),
                        now.getEpochSecond(),
                        client,
                        sequence);
            }
        });
    }

    CompletableFuture<Void> claimed(Address client, UnclaimedTokens unclaimed) {
        long unclaimedTokens = unclaimed.value();
        @Nullable Long unclaimedSince = since(unclaimed);
        return database.writeLater(session -> session.update(
                "UPDATE account SET unclaimed_tokens = ?, unclaimed_since = ? WHERE client = ?",
                unclaimedTokens,
                unclaimedSince,
                client));
    }

    private static @Nullable Long since(UnclaimedTokens unclaimed) {
        return unclaimed.since().map(Instant::getEpochSecond).orElse(null);
    }

    /** Claims on their way, in the same file. */
    public ClaimJournal claims() {
        return new ClaimJournal(database);
    }

    CompletableFuture<Void> released(OpenRelease open) {
        Release release = open.release();
        return database.writeLater(session -> {
            saveAuthorized(session, release.client(), Wei.ZERO);
            session.update(
                    "UPDATE account SET release_total = ?, release_nonce = ?, release_deadline = ?,"
                            + " release_signature = ? WHERE client = ?",
                    release.settledTotal(),
                    release.nonce(),
                    release.deadline(),
                    open.signature(),
                    release.client());
        });
    }

    /** Makes the row if it is missing; never lowers the ceiling. */
    private static void saveAuthorized(Session session, Address client, Wei highestAuthorized) {
        int inserted = session.update(
                "INSERT INTO account (client, highest_authorized) VALUES (?, ?) ON CONFLICT DO NOTHING",
                client,
                highestAuthorized);
        if (inserted == 0 && !highestAuthorized.isZero()) {
            session.update("UPDATE account SET highest_authorized = ? WHERE client = ?", highestAuthorized, client);
        }
    }

    /** The newest confirmation of every client that signed one. */
    public List<ClientConfirmation> confirmations() {
        return database.read(session -> session.query(
                "SELECT client, confirmed, confirmed_rounds, confirmed_tokens, transcript, confirmation_signature,"
                        + " d.provider FROM account, deployment d WHERE confirmed IS NOT NULL ORDER BY client",
                row -> new ClientConfirmation(Address.parse(row.getString(1)), readConfirmation(row))));
    }

    /** What a client has signed last. */
    public record ClientConfirmation(Address client, SignedConfirmation signed) {}

    /** From columns 2 to 7. */
    static SignedConfirmation readConfirmation(ResultSet row) throws SQLException {
        return new SignedConfirmation(
                new Confirmation(
                        Address.parse(row.getString(7)),
                        Wei.parseCanonical(row.getString(2)),
                        row.getLong(3),
                        row.getLong(4),
                        Bytes32.parse(row.getString(5))),
                Signature.parse(row.getString(6)));
    }

    Optional<StoredRound> round(Address client, long sequence) {
        return database.read(session -> session.queryOne(
                "SELECT client, sequence, request_hash, state, response_hash, prompt_tokens, completion_tokens, cost,"
                        + " status, receipt_signature, content_type, stream, sealed, void_code, void_message"
                        + " FROM round WHERE client = ? AND sequence = ?",
                this::readRound,
                client,
                sequence));
    }

    private AnswerSeal sealing() {
        if (seal == null) {
            throw new IllegalStateException("opened for reading only");
        }
        return seal;
    }

    /** Files of earlier versions hold answers in clear. */
    private void sealWhatIsOpen() {
        record Open(Address client, long sequence, Buffer log) {}
        List<Open> open;
        do {
            open = database.read(session -> session.query(
                    "SELECT client, sequence, log FROM round WHERE log IS NOT NULL LIMIT ?",
                    row -> new Open(Address.parse(row.getString(1)), row.getLong(2), Buffer.buffer(row.getBytes(3))),
                    SEALED_AT_ONCE));
            List<Open> some = open;
            database.write(session -> some.forEach(answer -> session.update(
                    "UPDATE round SET sealed = ?, log = NULL WHERE client = ? AND sequence = ?",
                    sealing().seal(answer.client, answer.sequence, answer.log.getBytes()),
                    answer.client,
                    answer.sequence)));
        } while (!open.isEmpty());
    }

    /**
     * Erases answers of rounds that were confirmed before {@code then}; what was billed and signed stays.
     *
     * @return how many, at most a few hundred: ask again until it is zero. Waits for the disk
     */
    public int eraseAnswersConfirmedBefore(Instant then) {
        AtomicInteger erased = new AtomicInteger();
        database.write(session -> erased.set(session.update(
                "UPDATE round SET sealed = NULL WHERE rowid IN"
                        + " (SELECT rowid FROM round WHERE sealed IS NOT NULL AND confirmed_at < ? LIMIT ?)",
                then.getEpochSecond(),
                ERASED_AT_ONCE)));
        return erased.get();
    }

    private StoredRound readRound(ResultSet row) throws SQLException {
        Bytes32 requestHash = Bytes32.parse(row.getString("request_hash"));
        return switch (RoundState.ofStored(row.getString("state"))) {
            case ADMITTED -> new StoredRound.InFlight(requestHash);
            case VOID ->
                new StoredRound.Voided(
                        requestHash,
                        ProtocolError.of(ErrorCode.valueOf(row.getString("void_code")), row.getString("void_message")));
            case COMPLETED, CONFIRMED -> finished(requestHash, row);
        };
    }

    private StoredRound finished(Bytes32 requestHash, ResultSet row) throws SQLException {
        byte[] sealed = row.getBytes("sealed");
        if (sealed == null) {
            return new StoredRound.Erased(requestHash);
        }
        SignedReceipt receipt = readReceipt(row);
        return new StoredRound.Finished(
                requestHash,
                new FinishedRound(
                        receipt,
                        row.getString("content_type"),
                        row.getInt("stream") == 1,
                        Buffer.buffer(sealing()
                                .open(
                                        receipt.receipt().client(),
                                        receipt.receipt().sequence(),
                                        sealed))));
    }

    private static SignedReceipt readReceipt(ResultSet row) throws SQLException {
        return new SignedReceipt(
                new Receipt(
                        Address.parse(row.getString("client")),
                        row.getLong("sequence"),
                        Bytes32.parse(row.getString("request_hash")),
                        Bytes32.parse(row.getString("response_hash")),
                        new Usage(row.getLong("prompt_tokens"), row.getLong("completion_tokens")),
                        Wei.parseCanonical(row.getString("cost")),
                        RoundStatus.of(row.getLong("status"))),
                Signature.parse(row.getString("receipt_signature")));
    }

    /**
     * Restores every account. Rounds that were in flight when the last process ended have no receipt and never will: they
     * become void.
     */
    List<Account> restore(Address provider, long window, Instant now) {
        database.write(session -> session.update(
                "UPDATE round SET state = ?, finished_at = ?, void_code = ?, void_message = ? WHERE state = 'admitted'",
                RoundState.VOID.stored(),
                now.getEpochSecond(),
                ErrorCode.BACKEND_ERROR.name(),
                "the gateway stopped before this round was finished"));
        return database.read(session ->
                session.query("SELECT client FROM account", row -> Address.parse(row.getString(1))).stream()
                        .map(client -> restore(session, new Account(client, provider, window), provider, window, now))
                        .toList());
    }

    private static Account restore(Session session, Account account, Address provider, long window, Instant now) {
        Address client = account.client();
        Instant unclaimedSince = session.queryOne(
                        "SELECT unclaimed_since FROM account WHERE client = ? AND unclaimed_since IS NOT NULL",
                        row -> Instant.ofEpochSecond(row.getLong(1)),
                        client)
                .orElse(now);
        session.query(
                "SELECT highest_authorized, unclaimed_tokens FROM account WHERE client = ?",
                row -> {
                    account.sawAuthorized(Wei.parseCanonical(row.getString(1)));
                    account.unclaimedTokens().add(row.getLong(2));
                    return account;
                },
                client);
        session.query(
                        "SELECT client, confirmed, confirmed_rounds, confirmed_tokens, transcript,"
                                + " confirmation_signature, ? FROM account WHERE client = ? AND confirmed IS NOT NULL",
                        Ledger::readConfirmation,
                        provider,
                        client)
                .forEach(newest -> account.newest(newest, unclaimedSince));
        session.query(
                        "SELECT release_total, release_nonce, release_deadline, release_signature FROM account"
                                + " WHERE client = ? AND release_total IS NOT NULL",
                        row -> new OpenRelease(
                                new Release(
                                        provider,
                                        client,
                                        Wei.parseCanonical(row.getString(1)),
                                        row.getLong(2),
                                        row.getLong(3)),
                                Signature.parse(row.getString(4))),
                        client)
                .forEach(account::release);
        session.query(
                        "SELECT sequence FROM round WHERE client = ? ORDER BY sequence DESC LIMIT ?",
                        row -> row.getLong(1),
                        client,
                        2 * window)
                .forEach(account::use);
        session.query(
                        "SELECT client, sequence, request_hash, response_hash, prompt_tokens, completion_tokens, cost,"
                                + " status, receipt_signature FROM round WHERE client = ? AND state = 'completed'"
                                + " ORDER BY finished_at, sequence",
                        Ledger::readReceipt,
                        client)
                .forEach(account::bill);
        return account;
    }

    @Override
    public void close() {
        database.close();
    }
}
