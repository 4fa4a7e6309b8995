package io.deopenchat.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The tables that people read, made of the JSON and of nothing else. */
final class Markdown {
    private static final String NOTHING = "-";

    private final StringBuilder text = new StringBuilder();

    private Markdown() {}

    static String of(ObjectNode report) {
        Markdown made = new Markdown();
        made.head(report);
        made.cells(report.path("cells"));
        made.figures(report.path("figures"));
        made.inner(report.path("inner"));
        return made.text.toString();
    }

    private void head(ObjectNode report) {
        JsonNode machine = report.path("machine");
        line(machine.path("cores").asText() + " x " + machine.path("processor").asText() + ", Linux "
                + machine.path("kernel").asText() + ", Java "
                + machine.path("java").asText() + "; plan "
                + report.path("plan").asText() + ", seed " + report.path("seed").asText() + ", commit "
                + report.path("commit").asText() + ".");
        report.path("notes").forEach(note -> line("\n**" + note.asText() + "**"));
    }

    private void cells(JsonNode cells) {
        line("\n| what | value | peer | ratio | target | |");
        line("|---|--:|---|--:|---|---|");
        for (JsonNode cell : cells) {
            line("| " + cell.path("name").asText() + " | " + withUnit(cell, "value") + " | "
                    + (cell.path("peer").isTextual() ? cell.path("peer").asText() : "") + " | "
                    + (cell.path("ratio").isNumber() ? number(cell.path("ratio")) : "") + " | "
                    + cell.path("target").asText() + " | " + verdict(cell.path("met")) + " |");
        }
    }

    private static String verdict(JsonNode met) {
        return met.isBoolean() ? met.booleanValue() ? "met" : "**missed**" : "not measured";
    }

    private static String withUnit(JsonNode node, String name) {
        return node.path(name).isNumber()
                ? (number(node.path(name)) + " " + node.path("unit").asText("")).strip()
                : NOTHING;
    }

    private static String number(JsonNode value) {
        return Figures.text(value.doubleValue());
    }

    private void figures(JsonNode figures) {
        Set<String> targets = new LinkedHashSet<>();
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        for (JsonNode figure : figures) {
            String target = figure.path("target").asText();
            targets.add(target);
            String name =
                    figure.path("name").asText() + " (" + figure.path("unit").asText() + ")";
            rows.computeIfAbsent(name.replace(" ()", ""), row -> new LinkedHashMap<>())
                    .put(target, interval(figure));
        }
        line("\n| | " + String.join(" | ", targets) + " |");
        line("|---" + "|--:".repeat(targets.size()) + "|");
        rows.forEach((name, values) -> {
            StringBuilder row = new StringBuilder("| " + name);
            targets.forEach(target -> row.append(" | ").append(values.getOrDefault(target, "")));
            line(row + " |");
        });
    }

    private static String interval(JsonNode figure) {
        String low = number(figure.path("low"));
        String high = number(figure.path("high"));
        return number(figure.path("value")) + (low.equals(high) ? "" : " (" + low + " to " + high + ")");
    }

    private void inner(JsonNode inner) {
        if (inner.isEmpty()) {
            return;
        }
        line("\n| inner part | time | allocated |");
        line("|---|--:|--:|");
        for (JsonNode part : inner) {
            JsonNode metric = part.path("primaryMetric");
            String name = part.path("benchmark").asText();
            line("| " + name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1)
                    + parameters(part.path("params")) + " | " + number(metric.path("score")) + " ± "
                    + number(metric.path("scoreError")) + " "
                    + metric.path("scoreUnit").asText() + " | "
                    + allocated(part.path("secondaryMetrics")) + " |");
        }
    }

    private static String parameters(JsonNode parameters) {
        return parameters.isEmpty() ? "" : " " + parameters;
    }

    private static String allocated(JsonNode metrics) {
        JsonNode bytes = metrics.path("gc.alloc.rate.norm");
        return bytes.isMissingNode() ? NOTHING : number(bytes.path("score")) + " B";
    }

    private void line(String words) {
        text.append(words).append('\n');
    }
}
