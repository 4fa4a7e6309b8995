package io.deopenchat.chaos.processes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the file of one side says about the one account of a campaign, read with statements of our own and without any right to
 * write.
 *
 * @param total the newest confirmation's
 * @param rounds by sequence
 */
record AccountBooks(BigInteger total, Map<Long, Round> rounds) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CANCELLED = 1;

    /** In the journal void, like whatever costs nothing; told apart because such a request may still arrive once more. */
    static final String REFUSED = "refused";

    private static final String BRIDGE_ROUNDS =
            "SELECT sequence, iif(state = 'void' AND reason LIKE 'refused with %', '" + REFUSED
                    + "', state), receipt, '', 0 FROM rounds";

    /**
     * @param state in the words of the file
     * @param cost zero where there is no receipt
     * @param request the signature of its request in a ledger, nothing in a journal
     * @param isCancelled by the client, who pays for its prompt
     */
    record Round(String state, BigInteger cost, String request, boolean isCancelled) {}

    private interface Reading<T> {
        T of(Statement statement) throws SQLException;
    }

    static AccountBooks ofGateway(Path ledger) {
        return read(
                ledger,
                statement -> new AccountBooks(
                        single(statement, "SELECT confirmed FROM account"),
                        rounds(
                                statement,
                                "SELECT sequence, state, cost, request_signature, status FROM round",
                                AccountBooks::plain)));
    }

    static AccountBooks ofBridge(Path journal) {
        return read(
                journal,
                statement -> new AccountBooks(
                        inMessage(statement), rounds(statement, BRIDGE_ROUNDS, AccountBooks::ofReceipt)));
    }

    /** Only what can be at risk or lost when a gateway was killed; the rest of a long ledger is left alone. */
    static AccountBooks ofGatewayFrom(Path ledger, long sequence) {
        return read(
                ledger,
                statement -> new AccountBooks(
                        single(statement, "SELECT confirmed FROM account"),
                        rounds(
                                statement,
                                "SELECT sequence, state, cost, request_signature, status FROM round WHERE sequence >= %d OR state = 'admitted'"
                                        .formatted(sequence),
                                AccountBooks::plain)));
    }

    static AccountBooks ofBridgeFrom(Path journal, long sequence) {
        return read(
                journal,
                statement -> new AccountBooks(
                        inMessage(statement),
                        rounds(statement, BRIDGE_ROUNDS + " WHERE sequence >= " + sequence, AccountBooks::ofReceipt)));
    }

    BigInteger sum(String state) {
        return rounds.values().stream()
                .filter(round -> round.state.equals(state))
                .map(Round::cost)
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    long count(String state) {
        return rounds.values().stream()
                .filter(round -> round.state.equals(state))
                .count();
    }

    private static <T> T read(Path file, Reading<T> reading) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro");
                Statement statement = connection.createStatement()) {
            return reading.of(statement);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot audit " + file + ": " + e.getMessage(), e);
        }
    }

    private static BigInteger single(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            return row.next() ? amount(row, 1) : BigInteger.ZERO;
        }
    }

    private static BigInteger inMessage(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT message FROM confirmations ORDER BY id DESC LIMIT 1")) {
            return row.next()
                    ? new BigInteger(
                            parsed(row.getString(1)).findPath("cumulativeCost").asText())
                    : BigInteger.ZERO;
        }
    }

    private interface Cost {
        BigInteger of(ResultSet row, int column) throws SQLException;
    }

    private static Map<Long, Round> rounds(Statement statement, String query, Cost cost) throws SQLException {
        Map<Long, Round> rounds = new TreeMap<>();
        try (ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                rounds.put(
                        row.getLong(1),
                        new Round(row.getString(2), cost.of(row, 3), row.getString(4), row.getInt(5) == CANCELLED));
            }
        }
        return rounds;
    }

    private static BigInteger amount(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        return text == null ? BigInteger.ZERO : new BigInteger(text);
    }

    private static BigInteger plain(ResultSet row, int column) throws SQLException {
        return row.getString(2).equals("void") ? BigInteger.ZERO : amount(row, column);
    }

    private static BigInteger ofReceipt(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        return text == null
                ? BigInteger.ZERO
                : new BigInteger(parsed(text).findPath("cost").asText());
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON in a journal: " + json, e);
        }
    }
}
