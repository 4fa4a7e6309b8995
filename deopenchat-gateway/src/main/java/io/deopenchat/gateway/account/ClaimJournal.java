package io.deopenchat.gateway.account;

import io.deopenchat.chain.Fees;
import io.deopenchat.chain.SignedTransaction;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.storage.Database;
import io.deopenchat.storage.Session;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * Claims between their signature and their final end, in the ledger's file. Every change is on disk when its method returns,
 * so that what was sent is always known; what ended is forgotten. A claim is known by its nonce.
 */
public final class ClaimJournal {
    static final String TABLES = """
            ALTER TABLE account ADD COLUMN unclaimed_since INTEGER;
            CREATE TABLE claim_transaction (
              hash TEXT PRIMARY KEY,
              nonce INTEGER NOT NULL,
              gas_limit INTEGER NOT NULL,
              tip TEXT NOT NULL,
              max_fee TEXT NOT NULL,
              raw TEXT NOT NULL,
              signed_at INTEGER NOT NULL,
              attempt INTEGER NOT NULL);
            CREATE TABLE claim_row (
              nonce INTEGER NOT NULL,
              client TEXT NOT NULL,
              confirmed TEXT NOT NULL,
              confirmed_rounds INTEGER NOT NULL,
              confirmed_tokens INTEGER NOT NULL,
              transcript TEXT NOT NULL,
              confirmation_signature TEXT NOT NULL,
              owed TEXT NOT NULL,
              PRIMARY KEY (nonce, client))
            """;

    private final Database database;

    ClaimJournal(Database database) {
        this.database = database;
    }

    /** All that has no final end, in the order of their nonces. */
    public List<OpenClaim> open() {
        return database.read(session ->
                session
                        .query("SELECT DISTINCT nonce FROM claim_transaction ORDER BY nonce", row -> row.getLong(1))
                        .stream()
                        .map(nonce -> new OpenClaim(rows(session, nonce), transactions(session, nonce)))
                        .toList());
    }

    /** The first nonce above those of open claims; zero if there are none. */
    public long nonceAfterOpen() {
        return database.read(session -> session.query(
                        "SELECT coalesce(max(nonce) + 1, 0) FROM claim_transaction", row -> row.getLong(1)))
                .getFirst();
    }

    /** Before it is sent for the first time. */
    public void begin(OpenClaim claim) {
        database.write(session -> insert(session, claim));
    }

    /** Before a replacement is sent. */
    public void replace(OpenClaim claim, OpenClaim.Sent replacement) {
        database.write(
                session -> insert(session, replacement, claim.transactions().size()));
    }

    /** Instead of a claim that can no longer be mined, before the new one is sent. */
    public void renew(OpenClaim ended, OpenClaim claim) {
        database.write(session -> {
            delete(session, ended);
            insert(session, claim);
        });
    }

    /** It is final, or can never be mined. */
    public void end(OpenClaim claim) {
        database.write(session -> delete(session, claim));
    }

    private static void insert(Session session, OpenClaim claim) {
        for (OpenClaim.Row row : claim.rows()) {
            var confirmation = row.signed().confirmation();
            session.update(
                    "INSERT INTO claim_row (nonce, client, confirmed, confirmed_rounds, confirmed_tokens, transcript,"
                            + " confirmation_signature, owed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    claim.nonce(),
                    row.client(),
                    confirmation.cumulativeCost(),
                    confirmation.rounds(),
                    confirmation.tokens(),
                    confirmation.transcript(),
                    row.signed().signature(),
                    row.owed());
        }
        for (int attempt = 0; attempt < claim.transactions().size(); attempt++) {
            insert(session, claim.transactions().get(attempt), attempt);
        }
    }

    private static void insert(Session session, OpenClaim.Sent sent, int attempt) {
        SignedTransaction signed = sent.signed();
        session.update(
                "INSERT INTO claim_transaction (hash, nonce, gas_limit, tip, max_fee, raw, signed_at, attempt)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                signed.hash(),
                signed.nonce(),
                signed.gasLimit(),
                signed.fees().tip(),
                signed.fees().maxFee(),
                signed.raw(),
                sent.at().getEpochSecond(),
                attempt);
    }

    private static void delete(Session session, OpenClaim claim) {
        session.update("DELETE FROM claim_row WHERE nonce = ?", claim.nonce());
        session.update("DELETE FROM claim_transaction WHERE nonce = ?", claim.nonce());
    }

    private static List<OpenClaim.Row> rows(Session session, long nonce) {
        return session.query(
                "SELECT client, confirmed, confirmed_rounds, confirmed_tokens, transcript, confirmation_signature,"
                        + " d.provider, owed FROM claim_row, deployment d WHERE nonce = ? ORDER BY client",
                row -> new OpenClaim.Row(
                        Address.parse(row.getString("client")),
                        AccountRow.readConfirmation(row, Address.parse(row.getString("provider"))),
                        Wei.parseCanonical(row.getString("owed"))),
                nonce);
    }

    private static List<OpenClaim.Sent> transactions(Session session, long nonce) {
        return session.query(
                "SELECT hash, nonce, gas_limit, tip, max_fee, raw, signed_at FROM claim_transaction"
                        + " WHERE nonce = ? ORDER BY attempt",
                ClaimJournal::readTransaction,
                nonce);
    }

    private static OpenClaim.Sent readTransaction(ResultSet row) throws SQLException {
        Fees fees = new Fees(new BigInteger(row.getString(4)), new BigInteger(row.getString(5)));
        return new OpenClaim.Sent(
                new SignedTransaction(
                        Bytes32.parse(row.getString(1)), row.getLong(2), row.getLong(3), fees, row.getString(6)),
                Instant.ofEpochSecond(row.getLong(7)));
    }
}
