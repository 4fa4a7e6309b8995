package io.deopenchat.gateway.pricing;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A load that changes only when what is measured was clearly above it, or clearly below, for a while. */
final class SteadyLoad {
    static final int BAND_PERCENT = 10;
    static final Duration HOLD = Duration.ofMinutes(10);

    private int settled;
    private @Nullable Instant since;
    private boolean above;

    int after(int measured, Instant now) {
        boolean nowAbove = measured > settled;
        if (Math.abs(measured - settled) < BAND_PERCENT) {
            since = null;
        } else if (since == null || nowAbove != above) {
            since = now;
            above = nowAbove;
        } else if (!now.isBefore(since.plus(HOLD))) {
            settled = measured;
            since = null;
        }
        return settled;
    }
}
