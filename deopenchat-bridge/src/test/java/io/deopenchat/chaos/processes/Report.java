package io.deopenchat.chaos.processes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** The figures of a campaign as text and as JSON, the missed ones included. */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double GOODPUT = 0.5;
    private static final Duration RECOVERY = Duration.ofSeconds(30);

    private final ObjectNode json = JSON.createObjectNode();
    private final ArrayNode cells;
    private final Outcome outcome;

    Report(long seed, Outcome outcome) {
        this.outcome = outcome;
        json.put("part", "processes").put("seed", seed);
        cells = json.putArray("cells");
        cell(
                "money that is wrong",
                outcome.findings().size(),
                "findings",
                0.0,
                outcome.findings().isEmpty());
        outcome.counts().forEach((what, count) -> cell(what, count, "times"));
        Outcome.Rates rates = outcome.rates();
        cell("rounds without faults", rates.before(), "per second");
        double goodput = share(rates.during(), rates.before());
        cell("goodput under faults", goodput, "of that without", GOODPUT, goodput >= GOODPUT);
        cell("kills", killsPerMinute(), "per minute");
        outcome.recovered().ifPresentOrElse(this::recovered, this::notRecovered);
        outcome.findings().forEach(json.putArray("findings")::add);
        outcome.skipped().forEach(json.putArray("skipped")::add);
    }

    /** Where nothing was answered before the storm there is nothing to compare with, and nothing was reached. */
    private static double share(double rate, double whole) {
        return whole > 0 ? rate / whole : 0;
    }

    private double killsPerMinute() {
        long kills = outcome.counts().getOrDefault("kills of the gateway", 0L)
                + outcome.counts().getOrDefault("kills of the bridge", 0L);
        return kills * 60_000.0 / outcome.storm().toMillis();
    }

    private void recovered(Duration after) {
        double seconds = after.toMillis() / 1e3;
        cell(
                "95 % of the rate after faults end",
                seconds, "s", (double) RECOVERY.toSeconds(), after.compareTo(RECOVERY) <= 0);
    }

    private void notRecovered() {
        double best = share(outcome.rates().after(), outcome.rates().before());
        cell("goodput after faults end", best, "of that before", 0.95, false);
    }

    private ObjectNode cell(String name, double value, String unit) {
        ObjectNode cell =
                cells.addObject().put("name", name).put("value", value).put("unit", unit);
        return cell.putNull("peer").putNull("ratio").putNull("target").putNull("met");
    }

    private void cell(String name, double value, String unit, double target, boolean met) {
        cell(name, value, unit).put("target", target).put("met", met);
    }

    void write(Path file) throws IOException {
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        cells.forEach(cell -> text.append(String.format(
                Locale.ROOT,
                "%-44s %12.2f %s%s%n",
                cell.path("name").asText(),
                cell.path("value").asDouble(),
                cell.path("unit").asText(),
                cell.path("target").isNull()
                        ? ""
                        : " (target %s, %s)"
                                .formatted(
                                        cell.path("target").asText(),
                                        cell.path("met").asBoolean() ? "met" : "missed"))));
        outcome.skipped()
                .forEach(what ->
                        text.append("not done to the programs: ").append(what).append('\n'));
        outcome.findings().forEach(what -> text.append("WRONG: ").append(what).append('\n'));
        return text.toString();
    }
}
