package io.deopenchat.chaos.processes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** The figures of a campaign. */
final class Report {
    private static final double GOODPUT = 0.5;
    private static final Duration RECOVERY = Duration.ofSeconds(30);
    private static final long KILLS = 1_000;
    private static final long ROUNDS = 100_000;

    private final Cells cells;
    private final Outcome outcome;

    Report(long seed, Outcome outcome) {
        this.outcome = outcome;
        cells = new Cells("processes", seed);
        int wrong = outcome.findings().size();
        cells.cell("money that is wrong", wrong, "findings", 0.0, wrong == 0);
        outcome.counts().forEach((what, count) -> cells.cell(what, count, "times"));
        outcome.refusals().forEach((what, count) -> cells.cell("heard instead of an answer: " + what, count, "times"));
        cells.cell("rounds without faults", outcome.rates().withoutFaults(), "per second");
        drizzle(outcome.drizzle());
        storm(outcome.storm());
        strikes();
        mishaps();
        outcome.recovered().ifPresentOrElse(this::recovered, this::notRecovered);
        cells.findings(outcome.findings());
        cells.skipped(outcome.skipped());
    }

    /** Where nothing was answered before the storm there is nothing to compare with, and nothing was reached. */
    private static double share(double rate, double whole) {
        return whole > 0 ? rate / whole : 0;
    }

    /** The rate of faults belongs to the figure: nobody answers half of anything under enough of them. */
    private void drizzle(Outcome.Drizzle drizzle) {
        double minutes = Math.max(1, drizzle.time().toMillis()) / 60_000.0;
        cells.cell("faults while goodput is measured", drizzle.faults() / minutes, "per minute");
        cells.cell("kills while goodput is measured", drizzle.kills() / minutes, "per minute");
        cells.cell("chats answered whole under these faults", drizzle.chats().share(), "of those begun");
        double goodput = share(drizzle.rate(), outcome.rates().withoutFaults());
        cells.cell("goodput under faults", goodput, "of that without", GOODPUT, goodput >= GOODPUT);
    }

    private void storm(Outcome.Storm storm) {
        cells.cell("kills in a row", storm.kills(), "times", KILLS, storm.kills() >= KILLS);
        cells.cell(
                "rounds answered whole between them",
                (double) storm.rounds(),
                "times",
                ROUNDS,
                storm.rounds() >= ROUNDS);
        cells.cell("kills in a row, rate", storm.killsPerMinute(), "per minute");
        cells.cell("from a start to the ready line, mean", outcome.secondsToStart(), "s");
    }

    private void strikes() {
        int names = Moment.values().length;
        int struck = outcome.struck().size();
        cells.cell("strikes at named messages", (double) outcome.strikes(), "times");
        cells.cell("named messages struck", struck, "of " + names, names, struck == names);
        int pairs = Arrays.stream(Moment.values())
                .mapToInt(moment -> moment.strikes().size())
                .sum();
        int done = outcome.struck().values().stream().mapToInt(Map::size).sum();
        cells.cell("pairs of message and strike", done, "of " + pairs, pairs, done == pairs);
        ObjectNode each = cells.json().putObject("strikes");
        outcome.struck().forEach((moment, strikes) -> {
            ObjectNode of = each.putObject(moment.toString());
            strikes.forEach((strike, count) -> of.put(strike.name().toLowerCase(Locale.ROOT), count));
        });
    }

    private void mishaps() {
        outcome.mishaps()
                .forEach(each -> cells.cell(
                        each.what(), each.isAsExpected() ? 1 : 0, each.expected(), 1.0, each.isAsExpected()));
    }

    private void recovered(Duration after) {
        double seconds = after.toMillis() / 1e3;
        cells.cell(
                "95 % of the rate after faults end",
                seconds, "s", (double) RECOVERY.toSeconds(), after.compareTo(RECOVERY) <= 0);
    }

    private void notRecovered() {
        double best = share(outcome.rates().best(), outcome.rates().before());
        cells.cell("goodput after faults end", best, "of that before", 0.95, false);
    }

    void write(Path file) throws IOException {
        cells.write(file);
    }

    String text() {
        return cells.text();
    }
}
