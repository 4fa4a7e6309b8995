package io.deopenchat.gateway.account;

import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Limits;
import io.deopenchat.signing.Address;
import io.deopenchat.storage.Database;
import io.deopenchat.storage.Session;
import java.time.Instant;
import java.util.List;

/**
 * What a start reads of a ledger, and how it knows that this is what was written: the tables that every decision comes from
 * are whole, each account has its checksum, and its receipts have theirs and add up to what the account says. Rounds that
 * are over are checked when somebody asks for them. So the time of a start goes with accounts and open rounds, not with
 * history.
 */
final class LedgerStart {
    /** Small tables, looked at page by page; an account that vanished from its table would be served as a new one. */
    private static final List<String> SMALL_TABLES =
            List.of("deployment", "account", "claim_transaction", "claim_row", "round_totals", "own_order");

    static final String SEQUENCES = "SELECT sequence FROM round WHERE client = ? ORDER BY sequence DESC LIMIT ?";

    private final Database database;
    private final Address provider;
    private final long window;
    private final Instant now;

    LedgerStart(Database database, Address provider, long window, Instant now) {
        this.database = database;
        this.provider = provider;
        this.window = window;
        this.now = now;
    }

    List<Account> accounts() {
        SMALL_TABLES.forEach(this::requireWhole);
        database.write(session -> {
            RoundRows.makeVoidWhatWasInFlight(session, now);
            addChecksums(session);
        });
        return read();
    }

    /** Checks as a start does, and changes nothing. */
    static List<Account> read(Database database, Address provider) {
        return new LedgerStart(database, provider, Limits.SEQUENCE_WINDOW, Instant.EPOCH).read();
    }

    private List<Account> read() {
        return database.read(session ->
                rows(session).stream().map(row -> account(session, row)).toList());
    }

    /** The highest sequence that counts as used for everybody, clients that this ledger does not know included. */
    static long sequenceFloor(Database database) {
        return database
                .read(session -> session.query("SELECT sequence_floor FROM deployment", row -> row.getLong(1)))
                .stream()
                .findFirst()
                .orElse(0L);
    }

    /** For a copy that comes back: whatever was served after it was made lies below the new floor. */
    void skipSequences(long count) {
        long known = database.read(
                        session -> session.query("SELECT max(highest_sequence) FROM account", row -> row.getLong(1)))
                .getFirst();
        long floor = Math.addExact(Math.max(known, sequenceFloor(database)), count);
        UsedSequences all = new UsedSequences(window);
        all.useAllTo(floor);
        database.write(session -> {
            addChecksums(session);
            rows(session).forEach(row -> row.completed(all, row.unconfirmed()).save(session));
            session.update("UPDATE deployment SET sequence_floor = ?", floor);
        });
    }

    private void requireWhole(String table) {
        List<String> findings =
                database.read(session -> session.query("PRAGMA quick_check('" + table + "')", row -> row.getString(1)));
        if (!findings.equals(List.of("ok"))) {
            throw Damage.of("the table " + table + " is not what was written: " + findings.getFirst());
        }
    }

    private List<AccountRow> rows(Session session) {
        return session.query(AccountRow.SELECT, result -> {
            AccountRow row = AccountRow.read(result, provider);
            if (result.getString("checksum") == null || !row.matches(result.getLong("checksum"))) {
                throw Damage.of("account " + row.client() + " is not what was written");
            }
            return row;
        });
    }

    private Account account(Session session, AccountRow row) {
        Account account = new Account(row.client(), provider, window);
        account.restore(row, row.unclaimedSince() == null ? now : Instant.ofEpochSecond(row.unclaimedSince()));
        RoundRows.unconfirmed(session, row.client()).forEach(account::bill);
        if (!account.unconfirmedTotal().equals(row.unconfirmed())) {
            throw Damage.of("the receipts of client " + row.client() + " add up to " + account.unconfirmedTotal()
                    + " base units, expected " + row.unconfirmed());
        }
        return account;
    }

    /** Once, for a file of an earlier version: which sequences are used was told by the rounds alone. */
    private void addChecksums(Session session) {
        if (session.query("SELECT 1 FROM deployment WHERE has_checksums = 1", row -> row.getInt(1))
                .isEmpty()) {
            session.query(AccountRow.SELECT, result -> AccountRow.read(result, provider))
                    .forEach(row -> completed(session, row).save(session));
            session.update("UPDATE deployment SET has_checksums = 1");
        }
    }

    private AccountRow completed(Session session, AccountRow row) {
        UsedSequences used = new UsedSequences(window);
        session.query(SEQUENCES, result -> result.getLong(1), row.client(), window + 1)
                .forEach(used::use);
        Wei unconfirmed = RoundRows.unconfirmed(session, row.client()).stream()
                .map(signed -> signed.receipt().cost())
                .reduce(Wei.ZERO, Wei::plus);
        return row.completed(used, unconfirmed);
    }
}
