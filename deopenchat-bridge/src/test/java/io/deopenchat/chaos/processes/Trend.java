package io.deopenchat.chaos.processes;

import java.util.List;

/**
 * The line through the second half of a series, by least squares: the first half is of programs that still fill their caches.
 *
 * @param mean of that half
 * @param perHour how much the line rises in an hour
 */
record Trend(double mean, double perHour) {
    private static final double HOUR_SECONDS = 3_600;

    /** One look at a figure. */
    record Point(double seconds, double value) {}

    static Trend of(List<Point> series) {
        List<Point> half = series.subList(series.size() / 2, series.size());
        double seconds = half.stream().mapToDouble(Point::seconds).average().orElse(0);
        double mean = half.stream().mapToDouble(Point::value).average().orElse(0);
        double above = 0;
        double below = 0;
        for (Point point : half) {
            above += (point.seconds - seconds) * (point.value - mean);
            below += (point.seconds - seconds) * (point.seconds - seconds);
        }
        return new Trend(mean, below == 0 ? 0 : above / below * HOUR_SECONDS);
    }

    /** In percent of the mean. */
    double percentPerHour() {
        return mean == 0 ? 0 : 100 * perHour / mean;
    }
}
