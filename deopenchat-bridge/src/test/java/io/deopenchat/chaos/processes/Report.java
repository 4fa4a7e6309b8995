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
        outcome.refusals().forEach((what, count) -> cell("heard instead of an answer: " + what, count, "times"));
        cell("rounds without faults", outcome.rates().withoutFaults(), "per second");
        drizzle(outcome.drizzle());
        cell("kills in a row", outcome.killsPerMinute(), "per minute");
        strikes();
        outcome.recovered().ifPresentOrElse(this::recovered, this::notRecovered);
        outcome.findings().forEach(json.putArray("findings")::add);
        outcome.skipped().forEach(json.putArray("skipped")::add);
    }

    /** The rate of faults belongs to the figure: nobody answers half of anything under enough of them. */
    private void drizzle(Outcome.Drizzle drizzle) {
        double minutes = Math.max(1, drizzle.time().toMillis()) / 60_000.0;
        cell("faults while goodput is measured", drizzle.faults() / minutes, "per minute");
        cell("kills while goodput is measured", drizzle.kills() / minutes, "per minute");
        cell("chats answered whole under these faults", drizzle.chats().share(), "of those begun");
        double goodput = share(drizzle.rate(), outcome.rates().withoutFaults());
        cell("goodput under faults", goodput, "of that without", GOODPUT, goodput >= GOODPUT);
    }

    private void strikes() {
        int names = Moment.values().length;
        cell("strikes at named messages", outcome.strikes(), "times");
        int struck = outcome.struck().size();
        cell("named messages struck", struck, "of " + names, names, struck == names);
        ObjectNode each = json.putObject("strikes");
        outcome.struck().forEach((moment, strikes) -> {
            ObjectNode of = each.putObject(moment.toString());
            strikes.forEach((strike, count) -> of.put(strike.name().toLowerCase(Locale.ROOT), count));
        });
    }

    /** Where nothing was answered before the storm there is nothing to compare with, and nothing was reached. */
    private static double share(double rate, double whole) {
        return whole > 0 ? rate / whole : 0;
    }

    private void recovered(Duration after) {
        double seconds = after.toMillis() / 1e3;
        cell(
                "95 % of the rate after faults end",
                seconds, "s", (double) RECOVERY.toSeconds(), after.compareTo(RECOVERY) <= 0);
    }

    private void notRecovered() {
        double best = share(outcome.rates().best(), outcome.rates().before());
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
        json.path("strikes")
                .properties()
                .forEach(each -> text.append("struck at ")
                        .append(each.getKey())
                        .append(": ")
                        .append(each.getValue())
                        .append('\n'));
        outcome.skipped()
                .forEach(what ->
                        text.append("not done to the programs: ").append(what).append('\n'));
        outcome.findings().forEach(what -> text.append("WRONG: ").append(what).append('\n'));
        return text.toString();
    }
}
