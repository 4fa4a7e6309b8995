package io.deopenchat.chaos.processes;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Level or growing, and how long was looked. */
final class SoakReport {
    private static final Duration LONG = Duration.ofHours(4);
    private static final long ROUNDS = 500_000;
    /** In less, a line through what swings says nothing of an hour. */
    private static final Duration LONG_ENOUGH = Duration.ofHours(1);

    private static final double LEVEL_PERCENT_PER_HOUR = 1;
    private static final int NO_HANDLES = 0;

    private final Cells cells;
    private final Soak.Result result;

    SoakReport(long seed, Soak.Result result) {
        this.result = result;
        cells = new Cells("soak", seed);
        int wrong = result.findings().size();
        double hours = result.time().toSeconds() / 3_600.0;
        cells.cell("soak: money that is wrong", wrong, "findings", 0, wrong == 0);
        cells.cell("soak", hours, "h", (double) LONG.toHours(), result.time().compareTo(LONG) >= 0);
        cells.cell("soak: rounds answered whole", (double) result.rounds(), "times", ROUNDS, result.rounds() >= ROUNDS);
        cells.cell("soak: chats answered whole", result.chats().share(), "of those begun");
        result.seen().forEach((series, points) -> trend(series, Trend.of(points)));
        cells.findings(result.findings());
    }

    private void trend(Soak.Series series, Trend trend) {
        String name = "soak: " + series.what();
        cells.cell(name + ", mean of the second half", trend.mean(), "");
        if (series.isOfHandles()) {
            rise(name, trend.perHour(), "an hour", NO_HANDLES, Math.abs(trend.perHour()) < 1);
        } else {
            double percent = trend.percentPerHour();
            rise(name, percent, "% an hour", LEVEL_PERCENT_PER_HOUR, percent < LEVEL_PERCENT_PER_HOUR);
        }
    }

    private void rise(String name, double value, String unit, double target, boolean isLevel) {
        if (result.time().compareTo(LONG_ENOUGH) >= 0) {
            cells.cell(name + ", rise", value, unit, target, isLevel);
        } else {
            cells.open(name + ", rise", value, unit, target);
        }
    }

    void write(Path file) throws IOException {
        cells.write(file);
    }

    String text() {
        return cells.text();
    }
}
