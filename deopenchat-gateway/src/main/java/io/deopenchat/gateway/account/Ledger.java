package io.deopenchat.gateway.account;

import io.deopenchat.http.ArrayBuffer;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.storage.Database;
import io.deopenchat.storage.StorageFailure;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's durable memory: accounts and rounds in SQL. Amounts, addresses and hashes are stored as text in their wire
 * form, so that the file can be read with the tools people have.
 */
public final class Ledger implements AutoCloseable {
    public static final String FILE = "ledger.sqlite";

    /** What 200 rounds leave behind, twice; of a page 4 KiB. */
    private static final int PAGES_AT_ONCE = 256;

    /** Each may have 64 MiB. */
    private static final int SEALED_AT_ONCE = 4;

    static final String IN_CLEAR = "SELECT client, sequence, log FROM round WHERE log IS NOT NULL LIMIT ?";

    private final Database database;
    private final @Nullable AnswerSeal seal;
    private final KeptAnswers kept;
    private final DiskSpace space;

    private Ledger(Database database, @Nullable AnswerSeal seal, StorageBounds bounds, DiskSpace space) {
        this.database = database;
        this.seal = seal;
        this.kept = new KeptAnswers(bounds);
        this.space = space;
    }

    /**
     * @param directory holds the file; made if missing
     * @param seal of the answers in it
     * @param onFailure called once when a change could not be made durable: the daemon must stop
     * @throws StorageFailure if the file belongs to another deployment or provider, or another process has it open
     */
    public static Ledger open(
            Path directory, Domain domain, Address provider, AnswerSeal seal, Consumer<StorageFailure> onFailure) {
        return open(directory, domain, provider, seal, StorageBounds.NONE, onFailure, sync -> {});
    }

    /** Without bounds, on a disk that is never full. */
    public static Ledger open(
            Path directory,
            Domain domain,
            Address provider,
            AnswerSeal seal,
            Consumer<StorageFailure> onFailure,
            Consumer<Duration> onSync) {
        return open(directory, domain, provider, seal, StorageBounds.NONE, onFailure, onSync);
    }

    /** @param onSync hears how long each commit took; must be quick and must not throw */
    public static Ledger open(
            Path directory,
            Domain domain,
            Address provider,
            AnswerSeal seal,
            StorageBounds bounds,
            Consumer<StorageFailure> onFailure,
            Consumer<Duration> onSync) {
        return open(
                directory,
                domain,
                provider,
                seal,
                bounds,
                () -> DiskSpace.of(directory, bounds.freeBytes()),
                onFailure,
                onSync);
    }

    /** @param space asked for when the directory is there */
    static Ledger open(
            Path directory,
            Domain domain,
            Address provider,
            AnswerSeal seal,
            StorageBounds bounds,
            Supplier<DiskSpace> space,
            Consumer<StorageFailure> onFailure,
            Consumer<Duration> onSync) {
        requireNotLost(directory.resolve(FILE));
        Database database = Damage.named(
                "opening the ledger",
                () -> Database.open(
                        directory.resolve(FILE),
                        LedgerSchema.SCHEMA,
                        failure -> onFailure.accept(failure.isDamage() ? Damage.named(failure) : failure),
                        onSync));
        return on(database, domain, provider, seal, bounds, space);
    }

    /** A database that was opened with the schema of a ledger; closes it if this is no ledger of {@code provider}. */
    static Ledger on(
            Database database,
            Domain domain,
            Address provider,
            AnswerSeal seal,
            StorageBounds bounds,
            Supplier<DiskSpace> space) {
        try {
            requireSameDeployment(database, domain, provider);
            database.write(session -> session.query("PRAGMA secure_delete = ON", row -> row.getInt(1)));
            Ledger ledger = new Ledger(database, seal, bounds, space.get());
            ledger.sealWhatIsOpen();
            return Damage.named("counting the answers", () -> {
                database.write(ledger.kept::count);
                return ledger;
            });
        } catch (StorageFailure wrong) {
            database.close();
            throw wrong;
        }
    }

    /** SQLite takes an empty file for a new one, and everything that was in it for never served. */
    private static void requireNotLost(Path file) {
        try {
            boolean wasKept = Files.exists(file.resolveSibling(file.getFileName() + ".lock"));
            if (wasKept && (Files.notExists(file) || Files.size(file) == 0)) {
                throw Damage.of(file + " is empty or gone, but its lock file says that a ledger was kept here; remove "
                        + file.getFileName() + ".lock if there never was one");
            }
        } catch (IOException e) {
            throw new StorageFailure("cannot look at " + file + ": " + e.getMessage(), e);
        }
    }

    /** For commands that look at a ledger which a daemon may be writing; they see no answers. */
    public static Ledger openReadOnly(Path directory) {
        requireFile(directory);
        return new Ledger(
                Database.openReadOnly(directory.resolve(FILE), LedgerSchema.SCHEMA),
                null,
                StorageBounds.NONE,
                DiskSpace.of(directory, StorageBounds.NONE.freeBytes()));
    }

    /** Whether a daemon runs on the ledger in {@code directory}. */
    public static boolean isInUse(Path directory) {
        requireFile(directory);
        return Database.isInUse(directory.resolve(FILE));
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
                    "INSERT INTO deployment (chain_id, contract, provider, has_checksums) VALUES (?, ?, ?, 1)",
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

    CompletableFuture<Void> admitted(Terms terms, AccountRow account, Instant now) {
        return database.writeLater(session -> {
            account.save(session);
            RoundRows.admit(session, terms, now);
        });
    }

    /** Up to 64 MiB are sealed: neither under a lock nor on the writer's thread, where everybody else would wait for it. */
    byte[] seal(FinishedRound round) {
        Receipt receipt = round.receipt().receipt();
        return sealing().seal(receipt.client(), receipt.sequence(), ArrayBuffer.bytesOf(round.log()));
    }

    /** @param sealed the round's answer, by {@link #seal} */
    CompletableFuture<Void> completed(
            FinishedRound round, String usageSource, byte[] sealed, AccountRow account, Instant now) {
        var bill = new RoundRows.FinishedBill(round.receipt(), round.contentType(), round.stream(), usageSource);
        return database.writeLater(session -> {
            account.save(session);
            RoundRows.complete(session, bill, sealed, now);
            kept.add(session, round.receipt().receipt().client(), sealed.length);
        });
    }

    CompletableFuture<Void> voided(Terms terms, ProtocolError reason, Instant now) {
        Address client = terms.client();
        long sequence = terms.sequence();
        Bytes32 requestHash = terms.requestHash();
        return database.writeLater(session -> RoundRows.makeVoid(session, client, sequence, requestHash, reason, now));
    }

    /** Stores the account's newest confirmation, and that it covers {@code sequences}, in one transaction. */
    CompletableFuture<Void> confirmed(AccountRow account, List<Long> sequences, Instant now) {
        SignedConfirmation signed = Objects.requireNonNull(account.newest(), "a confirmation was kept");
        Wei total = signed.confirmation().cumulativeCost();
        return database.writeLater(session -> {
            account.save(session);
            sequences.forEach(sequence -> RoundRows.confirm(session, account.client(), sequence, total, now));
        });
    }

    /** What the contract or a release says of an account, without a round. */
    CompletableFuture<Void> saved(AccountRow account) {
        return database.writeLater(account::save);
    }

    /** Completes when everything that was queued before is durable: for answers that tell of it again. */
    CompletableFuture<Void> everythingSoFar() {
        return database.everythingSoFar();
    }

    /** Claims on their way, in the same file. */
    public ClaimJournal claims() {
        return new ClaimJournal(database);
    }

    /** Orders of the open market, in the same file. */
    public OrderJournal orders() {
        return new OrderJournal(database);
    }

    /** The request that a client signed last, whatever became of it: proof that it asked for something. */
    public Optional<SignedRequest> newestRequest(Address client) {
        return database.read(session -> session.queryOne(
                "SELECT request, request_signature FROM round WHERE client = ? ORDER BY sequence DESC LIMIT 1",
                row -> SignedRequest.parse(row.getString(1), row.getString(2)),
                client));
    }

    /** The newest confirmation of every client that signed one. */
    public List<ClientConfirmation> confirmations() {
        return database.read(session -> session.query(
                "SELECT client, confirmed, confirmed_rounds, confirmed_tokens, transcript, confirmation_signature,"
                        + " d.provider FROM account, deployment d WHERE confirmed IS NOT NULL ORDER BY client",
                row -> new ClientConfirmation(
                        Address.parse(row.getString("client")),
                        AccountRow.readConfirmation(row, Address.parse(row.getString("provider"))))));
    }

    /** What a client has signed last. */
    public record ClientConfirmation(Address client, SignedConfirmation signed) {}

    /**
     * An answer is opened when others can read again: that takes long for a large one.
     *
     * @throws StorageFailure if it is not what was written
     */
    Optional<StoredRound> round(Address client, long sequence) {
        return Damage.named(
                "reading round " + sequence + " of " + client,
                () -> database.read(session -> session.queryOne(
                                "SELECT " + RoundRows.COLUMNS + " FROM round WHERE client = ? AND sequence = ?",
                                this::readRound,
                                client,
                                sequence))
                        .map(Supplier::get));
    }

    Optional<StoredHead> head(Address client, long sequence) {
        return Damage.named(
                "reading round " + sequence + " of " + client,
                () -> database.read(session -> session.queryOne(
                        "SELECT request_hash, coalesce(length(sealed), 0) FROM round WHERE client = ? AND sequence = ?",
                        row -> new StoredHead(Bytes32.parse(row.getString(1)), row.getLong(2)),
                        client,
                        sequence)));
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
                    IN_CLEAR,
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
     * Erases answers of rounds that were confirmed, or finished and never confirmed, before {@code then}, and the oldest of what
     * is beyond the bounds; what was billed and signed stays.
     *
     * @return how many, at most a few hundred: ask again until it is zero. Waits for the disk
     */
    public int eraseAnswersFrom(Instant then) {
        AtomicInteger erased = new AtomicInteger();
        database.write(session -> {
            erased.set(kept.eraseFrom(session, then) + kept.eraseWhatIsTooMuch(session));
            session.shrink(PAGES_AT_ONCE);
        });
        return erased.get();
    }

    /** Looks how much of the disk is free. Waits for the disk. */
    void lookAtTheDisk() {
        space.look();
    }

    /** What is free beside it. */
    public DiskSpace space() {
        return space;
    }

    /** Bytes of sealed answers. */
    public long keptAnswerBytes() {
        return kept.total();
    }

    /**
     * Adds up and forgets rounds that are final, and whose answers are erased, since before {@code then}; returns their pages
     * to the file system.
     *
     * @return how many, at most a few hundred: ask again until it is zero. Waits for the disk
     */
    public int compactRoundsFinalBefore(Instant then) {
        AtomicInteger gone = new AtomicInteger();
        database.write(session -> {
            gone.set(Compaction.someFinalBefore(session, then));
            session.shrink(PAGES_AT_ONCE);
        });
        return gone.get();
    }

    private Supplier<StoredRound> readRound(ResultSet row) throws SQLException {
        Bytes32 requestHash = Bytes32.parse(row.getString("request_hash"));
        return switch (RoundState.ofStored(row.getString("state"))) {
            case ADMITTED -> () -> new StoredRound.InFlight(requestHash);
            case VOID -> {
                StoredRound nothing = RoundRows.readVoid(row);
                yield () -> nothing;
            }
            case COMPLETED, CONFIRMED, CLAIMED -> finished(requestHash, row);
        };
    }

    private Supplier<StoredRound> finished(Bytes32 requestHash, ResultSet row) throws SQLException {
        byte[] sealed = row.getBytes("sealed");
        if (sealed == null) {
            return () -> new StoredRound.Erased(requestHash);
        }
        SignedReceipt signed = RoundRows.readReceipt(row);
        String contentType = row.getString("content_type");
        boolean stream = row.getInt("stream") == 1;
        return () -> new StoredRound.Finished(
                requestHash, new FinishedRound(signed, contentType, stream, opened(signed.receipt(), sealed)));
    }

    private Buffer opened(Receipt receipt, byte[] sealed) {
        return ArrayBuffer.of(sealing().open(receipt.client(), receipt.sequence(), sealed));
    }

    /** Every account with its receipts; rounds that were in flight become void. */
    List<Account> restore(Address provider, long window, Instant now) {
        return Damage.named("reading the ledger", () -> {
            LedgerStart start = new LedgerStart(database, provider, window, now);
            return start.accounts();
        });
    }

    /** Sequences up to it are used, also by clients that this ledger does not know: it is restored from a copy. */
    long sequenceFloor() {
        return LedgerStart.sequenceFloor(database);
    }

    @Override
    public void close() {
        database.close();
    }
}
