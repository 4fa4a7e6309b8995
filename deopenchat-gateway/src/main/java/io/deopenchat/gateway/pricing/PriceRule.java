package io.deopenchat.gateway.pricing;

import io.deopenchat.money.Prices;
import java.time.LocalTime;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Prices of a model, and when they are wanted.
 *
 * @param hours null for at any time
 * @param loadAbovePercent of the places for the model that are taken; null for at any load
 */
public record PriceRule(@Nullable Hours hours, @Nullable Integer loadAbovePercent, Prices prices) {
    private static final int MAX_LOAD = 99;

    public PriceRule {
        if (loadAbovePercent != null && (loadAbovePercent < 0 || loadAbovePercent > MAX_LOAD)) {
            throw new IllegalArgumentException("loadAbovePercent must be 0 to 99, got " + loadAbovePercent);
        }
    }

    boolean holds(LocalTime time, int loadPercent) {
        return (hours == null || hours.contain(time)) && (loadAbovePercent == null || loadPercent > loadAbovePercent);
    }

    /** Of the day, at which it may begin or cease to hold. */
    Stream<LocalTime> times() {
        return hours == null ? Stream.empty() : Stream.of(hours.from(), hours.to());
    }

    /** Whether it holds whatever the time and the load are. */
    boolean isUnconditional() {
        return hours == null && loadAbovePercent == null;
    }
}
