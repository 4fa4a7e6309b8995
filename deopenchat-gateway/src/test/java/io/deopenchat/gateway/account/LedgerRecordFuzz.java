package io.deopenchat.gateway.account;

import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.Input;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.storage.Session;
import io.deopenchat.storage.StorageFailure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A record of the ledger that a disk or a hand changed is refused as damage; none is believed without its checksum. */
final class LedgerRecordFuzz {
    private static final Connection MEMORY = connect();
    private static final String ACCOUNT =
            AccountRow.SELECT.replace("SELECT ", "").replace(" FROM account", "");
    private static final int WINDOW = 16;

    private LedgerRecordFuzz() {}

    /** The first byte chooses the kind of record; each line is a column, of which an empty one is null. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        switch (input.choice(3)) {
            case 0 -> row(bytes, input, ACCOUNT, LedgerRecordFuzz::account);
            case 1 -> row(bytes, input, RoundRows.COLUMNS, RoundRows::readReceipt);
            default -> row(bytes, input, RoundRows.COLUMNS, RoundRows::readVoid);
        }
    }

    private static Account account(ResultSet result) throws SQLException {
        AccountRow row = AccountRow.read(result, Parties.PROVIDER);
        if (!row.matches(result.getLong("checksum"))) {
            throw new StorageFailure("not what was written");
        }
        Account account = new Account(row.client(), Parties.PROVIDER, WINDOW);
        account.restore(row, Instant.EPOCH);
        holds(account.client().equals(row.client()), "an account keeps its client", row);
        return account;
    }

    private static <T> void row(byte[] bytes, Input input, String columns, Session.RowReader<T> reader) {
        String[] names = columns.split(", *");
        String select =
                Arrays.stream(names).map(name -> "? AS " + name).collect(Collectors.joining(", ", "SELECT ", ""));
        read(
                bytes,
                StorageFailure.class,
                () -> Damage.named("reading a record", () -> selected(select, names, input, reader)));
    }

    private static <T> T selected(String select, String[] names, Input input, Session.RowReader<T> reader) {
        try (PreparedStatement statement = MEMORY.prepareStatement(select)) {
            for (int i = 1; i <= names.length; i++) {
                String value = input.line();
                statement.setString(i, value.isEmpty() ? null : value);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return reader.read(row);
            }
        } catch (SQLException e) {
            throw new StorageFailure("read failed", e);
        }
    }

    private static Connection connect() {
        try {
            return DriverManager.getConnection("jdbc:sqlite::memory:");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
