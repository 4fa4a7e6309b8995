package io.deopenchat.chaos.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;

/** The tables of a gateway's ledger as the auditor understands them. Amounts are base units. */
record LedgerFile(List<Account> accounts, List<Round> rounds, long claimsOnTheirWay) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param confirmed newest total; 0 if the client confirmed nothing */
    record Account(String client, long confirmed, long rounds, long tokens, String transcript) {}

    /** @param cost 0 unless it was billed */
    record Round(
            String client,
            long sequence,
            String requestHash,
            String state,
            JsonNode request,
            long cost,
            long promptTokens,
            long completionTokens,
            long admittedAt,
            long confirmedAt) {

        boolean isBilled() {
            return state.equals("completed") || state.equals("confirmed");
        }
    }

    static LedgerFile read(Path file) {
        try (Rows rows = new Rows(file)) {
            return new LedgerFile(
                    rows.all(
                            "SELECT client, confirmed, confirmed_rounds, confirmed_tokens, transcript FROM account",
                            LedgerFile::account),
                    rows.all(
                            "SELECT client, sequence, request_hash, state, request, cost, prompt_tokens,"
                                    + " completion_tokens, admitted_at, confirmed_at FROM round ORDER BY client, sequence",
                            LedgerFile::round),
                    rows.all("SELECT count(*) FROM claim_transaction", row -> row.getLong(1))
                            .getFirst());
        }
    }

    private static Account account(ResultSet row) throws SQLException {
        return new Account(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getString(5));
    }

    private static Round round(ResultSet row) throws SQLException {
        return new Round(
                row.getString(1),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                json(Base64.getUrlDecoder().decode(row.getString(5))),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10));
    }

    static JsonNode json(byte[] text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
