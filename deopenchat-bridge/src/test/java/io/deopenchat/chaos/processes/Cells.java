package io.deopenchat.chaos.processes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Figures as text and as JSON, the missed ones included. */
public final class Cells {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode json = JSON.createObjectNode();
    private final ArrayNode cells;

    public Cells(String part, long seed) {
        json.put("part", part).put("seed", seed);
        cells = json.putArray("cells");
    }

    ObjectNode json() {
        return json;
    }

    public ObjectNode cell(String name, double value, String unit) {
        ObjectNode cell =
                cells.addObject().put("name", name).put("value", value).put("unit", unit);
        return cell.putNull("peer").putNull("ratio").putNull("target").putNull("met");
    }

    public void cell(String name, double value, String unit, double target, boolean met) {
        cell(name, value, unit).put("target", target).put("met", met);
    }

    /** What was not measured long enough to say anything of its target. */
    void open(String name, double value, String unit, double target) {
        cell(name, value, unit).put("target", target);
    }

    public void findings(List<String> findings) {
        findings.forEach(json.putArray("findings")::add);
    }

    void skipped(List<String> what) {
        what.forEach(json.putArray("skipped")::add);
    }

    public void write(Path file) throws IOException {
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json);
    }

    public String text() {
        StringBuilder text = new StringBuilder();
        cells.forEach(cell -> text.append(String.format(
                Locale.ROOT,
                "%-60s %12.3f %s%s%n",
                cell.path("name").asText(),
                cell.path("value").asDouble(),
                cell.path("unit").asText(),
                cell.path("target").isNull()
                        ? ""
                        : " (target %s, %s)".formatted(cell.path("target").asText(), verdict((ObjectNode) cell)))));
        json.path("strikes")
                .properties()
                .forEach(each -> text.append("struck at ")
                        .append(each.getKey())
                        .append(": ")
                        .append(each.getValue())
                        .append('\n'));
        json.path("skipped")
                .forEach(what -> text.append("not done to the programs: ")
                        .append(what.asText())
                        .append('\n'));
        json.path("findings")
                .forEach(what -> text.append("WRONG: ").append(what.asText()).append('\n'));
        return text.toString();
    }

    private static String verdict(ObjectNode cell) {
        if (cell.path("met").isNull()) {
            return "too short to say";
        }
        return cell.path("met").asBoolean() ? "met" : "missed";
    }
}
