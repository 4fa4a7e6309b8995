package io.deopenchat.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * SQL on one connection, inside one transaction. Arguments may be {@code String}, {@code Long}, {@code Integer},
 * {@code byte[]}, null, or any value object whose {@code toString} is its stored form (amounts, addresses, hashes).
 */
public final class Session {
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    Session(Connection connection) {
        this.connection = connection;
    }

    /** Reads one row; the result set must not be kept. */
    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** The number of rows that changed. */
    public int update(String sql, @Nullable Object... arguments) {
        try {
            return bound(sql, arguments).executeUpdate();
        } catch (SQLException e) {
            throw new StorageFailure("write failed: " + e.getMessage(), e);
        }
    }

    public <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... arguments) {
        try (ResultSet rows = bound(sql, arguments).executeQuery()) {
            List<T> result = new ArrayList<>();
            while (rows.next()) {
                result.add(reader.read(rows));
            }
            return result;
        } catch (SQLException e) {
            throw new StorageFailure("read failed: " + e.getMessage(), e);
        }
    }

    public <T> Optional<T> queryOne(String sql, RowReader<T> reader, @Nullable Object... arguments) {
        return query(sql, reader, arguments).stream().findFirst();
    }

    /** Gives free pages at the end of the file back to the file system, at most so many. */
    public void shrink(int pages) {
        // neither a query nor an update to the driver's prepared statements, which would stop after the first page
        try (Statement plain = connection.createStatement()) {
            plain.executeUpdate("PRAGMA incremental_vacuum(" + pages + ")");
        } catch (SQLException e) {
            throw new StorageFailure("write failed: " + e.getMessage(), e);
        }
    }

    void run(String script) throws SQLException {
        for (String statement : script.split(";")) {
            if (!statement.isBlank()) {
                try (var plain = connection.createStatement()) {
                    plain.execute(statement);
                }
            }
        }
    }

    private PreparedStatement bound(String sql, @Nullable Object... arguments) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < arguments.length; i++) {
            bind(statement, i + 1, arguments[i]);
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object argument) throws SQLException {
        switch (argument) {
            case null -> statement.setNull(index, java.sql.Types.NULL);
            case Long number -> statement.setLong(index, number);
            case Integer number -> statement.setInt(index, number);
            case byte[] bytes -> statement.setBytes(index, bytes);
            case Object value -> statement.setString(index, value.toString());
        }
    }
}
