package io.deopenchat.bridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.bridge.journal.Round;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Rounds as comma-separated values (RFC 4180). Names of models and reasons are words of strangers: what a spreadsheet would
 * take for a formula gets an apostrophe in front.
 */
final class RoundTable {
    private static final List<String> COLUMNS = List.of(
            "openedAt",
            "provider",
            "client",
            "sequence",
            "model",
            "state",
            "promptTokens",
            "completionTokens",
            "cost",
            "maxCost",
            "status",
            "requestHash",
            "responseHash",
            "signature",
            "reason");
    private static final String BEGINS_A_FORMULA = "=+-@\t\r";
    private static final String LINE_END = "\r\n";

    private RoundTable() {}

    static void print(PrintWriter out, List<Round> rounds) {
        out.print(String.join(",", COLUMNS) + LINE_END);
        rounds.forEach(round -> out.print(line(round.toJson()) + LINE_END));
        out.flush();
    }

    private static String line(ObjectNode round) {
        return COLUMNS.stream().map(column -> cell(round.path(column))).collect(Collectors.joining(","));
    }

    private static String cell(JsonNode value) {
        String text = Printable.text(value.asText(""));
        String harmless = !text.isEmpty() && BEGINS_A_FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return harmless.matches("[^,\"\\s]*") ? harmless : '"' + harmless.replace("\"", "\"\"") + '"';
    }
}
