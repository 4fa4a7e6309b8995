package io.deopenchat.gateway.account;

import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.storage.Database;
import io.deopenchat.storage.Session;
import io.deopenchat.storage.StorageFailure;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A ledger for those who only look at it; a daemon may be writing it meanwhile. Hands out no prompts and no answers. */
public final class LedgerView implements AutoCloseable {
    private static final String ROUNDS =
            "SELECT client, sequence, CASE WHEN state = 'confirmed' AND EXISTS (SELECT 1 FROM account a"
                    + " WHERE a.client = round.client AND " + Compaction.CLAIMED
                    + ") THEN 'claimed' ELSE state END AS state, model, admitted_at, finished_at, prompt_tokens,"
                    + " completion_tokens, usage_source, cost, status, void_code FROM round";

    private final Database database;

    private LedgerView(Database database) {
        this.database = database;
    }

    /** @throws StorageFailure if there is no ledger, or it cannot be read */
    public static LedgerView open(Path directory) {
        Ledger.requireFile(directory);
        return openFile(directory.resolve(Ledger.FILE));
    }

    static LedgerView openFile(Path file) {
        return new LedgerView(Database.openReadOnly(file, LedgerSchema.SCHEMA));
    }

    /** @throws StorageFailure if an account or one of its receipts is not what was written */
    void requireWhatWasWritten(Address provider) {
        Damage.named("reading the copy", () -> LedgerStart.read(database, provider));
    }

    /** @throws StorageFailure if the ledger is of another deployment or provider */
    public void requireOf(Domain domain, Address provider) {
        String expected = Ledger.identity(domain.chainId(), domain.contract().toString(), provider.toString());
        String found = database.read(session -> session.queryOne(
                        "SELECT chain_id, contract, provider FROM deployment",
                        row -> Ledger.identity(row.getLong(1), row.getString(2), row.getString(3))))
                .orElse("nobody yet");
        if (!found.equals(expected)) {
            throw new StorageFailure(
                    "the ledger is of " + found + ", expected " + expected + "; name the right one with --state-dir");
        }
    }

    /** Every client with a round or a confirmation, in one state of the ledger. */
    public List<ClientAccount> accounts() {
        return database.read(session ->
                session
                        .query("SELECT client FROM account ORDER BY client", row -> Address.parse(row.getString(1)))
                        .stream()
                        .map(client -> account(session, client))
                        .toList());
    }

    private static ClientAccount account(Session session, Address client) {
        List<Wei> unconfirmed = session.query(
                "SELECT cost FROM round WHERE client = ? AND state = 'completed'",
                row -> Wei.parseCanonical(row.getString(1)),
                client);
        List<Wei> reserved = session.query(
                "SELECT request, request_signature FROM round WHERE client = ? AND state = 'admitted'",
                row -> SignedRequest.parse(row.getString(1), row.getString(2))
                        .request()
                        .maxCost(),
                client);
        return session.queryOne(
                        "SELECT confirmed, confirmed_rounds, unclaimed_tokens FROM account WHERE client = ?",
                        row -> new ClientAccount(
                                client,
                                row.getString(1) == null ? Wei.ZERO : Wei.parseCanonical(row.getString(1)),
                                row.getLong(2),
                                sum(unconfirmed),
                                unconfirmed.size(),
                                sum(reserved),
                                reserved.size(),
                                row.getLong(3)),
                        client)
                .orElseThrow();
    }

    private static Wei sum(List<Wei> amounts) {
        return amounts.stream().reduce(Wei.ZERO, Wei::plusOrMax);
    }

    /**
     * The newest rounds, the last admitted first.
     *
     * @param client whose rounds; empty for those of everybody
     */
    public List<RoundSummary> rounds(Optional<Address> client, int atMost) {
        return database.read(session -> client.map(one -> session.query(
                        ROUNDS + " WHERE client = ? ORDER BY sequence DESC LIMIT ?",
                        LedgerView::readRound,
                        one,
                        atMost))
                .orElseGet(
                        () -> session.query(ROUNDS + " ORDER BY rowid DESC LIMIT ?", LedgerView::readRound, atMost)));
    }

    /** Rounds that are no longer listed one by one, the newest day first. */
    public List<RoundTotals> totals(Optional<Address> client) {
        String totals = "SELECT client, day, model, rounds, voids, prompt_tokens, completion_tokens, cost"
                + " FROM round_totals";
        String order = " ORDER BY day DESC, client, model";
        return database.read(session -> client.map(
                        one -> session.query(totals + " WHERE client = ?" + order, LedgerView::readTotals, one))
                .orElseGet(() -> session.query(totals + order, LedgerView::readTotals)));
    }

    /** Orders of the open market that this provider locked or tried to, the last posted first. */
    public List<OwnOrder> orders(int atMost) {
        return database.read(session -> OrderJournal.newest(session, atMost));
    }

    private static RoundTotals readTotals(ResultSet row) throws SQLException {
        return new RoundTotals(
                Address.parse(row.getString(1)),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getLong(5),
                new Usage(row.getLong(6), row.getLong(7)),
                Wei.parseCanonical(row.getString(8)));
    }

    private static RoundSummary readRound(ResultSet row) throws SQLException {
        RoundState state = RoundState.ofStored(row.getString("state"));
        return new RoundSummary(
                Address.parse(row.getString("client")),
                row.getLong("sequence"),
                state,
                row.getString("model"),
                Instant.ofEpochSecond(row.getLong("admitted_at")),
                state == RoundState.ADMITTED ? null : Instant.ofEpochSecond(row.getLong("finished_at")),
                readBill(state, row),
                state == RoundState.VOID ? ErrorCode.valueOf(row.getString("void_code")) : null);
    }

    private static RoundSummary.@Nullable Bill readBill(RoundState state, ResultSet row) throws SQLException {
        return switch (state) {
            case ADMITTED, VOID -> null;
            case COMPLETED, CONFIRMED, CLAIMED ->
                new RoundSummary.Bill(
                        Wei.parseCanonical(row.getString("cost")),
                        RoundStatus.of(row.getLong("status")),
                        new Usage(row.getLong("prompt_tokens"), row.getLong("completion_tokens")),
                        row.getString("usage_source"));
        };
    }

    @Override
    public void close() {
        database.close();
    }
}
