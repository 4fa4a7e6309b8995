package io.deopenchat.bench;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Measured values in the order in which they came. */
final class Samples {
    private static final int RESAMPLES = 1_000;

    private long[] values = new long[1_024];
    private int count;

    void add(long value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = value;
    }

    int count() {
        return count;
    }

    long[] toArray() {
        return Arrays.copyOf(values, count);
    }

    /** The value that this share of all does not exceed; 0 of nothing. */
    static double quantile(long[] values, double share) {
        if (values.length == 0) {
            return 0;
        }
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, Math.round(share * (sorted.length - 1)))];
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length == 0
                ? Double.NaN
                : sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Where a quantile of the whole lies, with 95 % confidence: the quantiles of samples drawn from the samples. */
    record Interval(double value, double low, double high) {
        static Interval of(long[] values, double share, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            long[] drawn = new long[values.length];
            long[] estimates = new long[values.length == 0 ? 0 : RESAMPLES];
            for (int i = 0; i < estimates.length; i++) {
                for (int j = 0; j < drawn.length; j++) {
                    drawn[j] = values[random.nextInt(values.length)];
                }
                estimates[i] = (long) quantile(drawn, share);
            }
            return new Interval(quantile(values, share), quantile(estimates, 0.025), quantile(estimates, 0.975));
        }
    }
}
