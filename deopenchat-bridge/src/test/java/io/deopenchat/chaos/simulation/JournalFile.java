package io.deopenchat.chaos.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables of a bridge's journal as the auditor understands them. Amounts are base units. */
record JournalFile(List<Round> rounds, List<Confirmation> confirmations) {

    /** @param cost of its receipt; 0 if it has none */
    record Round(
            long sequence,
            String state,
            String requestHash,
            long cost,
            @Nullable String reason) {
        /** Its gateway took the request for nothing, and may have got it a second time. */
        boolean wasRefused() {
            return state.equals("void") && reason != null && reason.startsWith("refused with");
        }
    }

    record Confirmation(long total, String transcript, boolean acknowledged) {}

    static JournalFile read(Path file) {
        try (Rows rows = new Rows(file)) {
            return new JournalFile(
                    rows.all("SELECT sequence, state, terms, receipt, reason FROM rounds", JournalFile::round),
                    rows.all("SELECT message, acknowledged FROM confirmations ORDER BY id", JournalFile::confirmation));
        }
    }

    private static Round round(ResultSet row) throws SQLException {
        String receipt = row.getString(4);
        return new Round(
                row.getLong(1),
                row.getString(2),
                json(row.getString(3)).get("requestHash").asText(),
                receipt == null ? 0 : json(receipt).get("cost").asLong(),
                row.getString(5));
    }

    private static Confirmation confirmation(ResultSet row) throws SQLException {
        JsonNode message = json(row.getString(1));
        return new Confirmation(
                message.get("cumulativeCost").asLong(),
                message.get("transcript").asText(),
                row.getInt(2) == 1);
    }

    private static JsonNode json(String text) {
        return LedgerFile.json(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The highest total that was ever signed. */
    long signed() {
        return confirmations.stream().mapToLong(Confirmation::total).max().orElse(0);
    }

    /** The highest total that the gateway said it holds. */
    long acknowledged() {
        return confirmations.stream()
                .filter(Confirmation::acknowledged)
                .mapToLong(Confirmation::total)
                .max()
                .orElse(0);
    }
}
