package io.deopenchat.gateway.account;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** How often something happened on the present day of UTC. */
final class DayCount {
    private Instant day = Instant.MIN;
    private int count;

    void add(Instant now) {
        count = on(now) + 1;
        day = startOfDay(now);
    }

    int on(Instant now) {
        return day.equals(startOfDay(now)) ? count : 0;
    }

    static Duration untilTomorrow(Instant now) {
        return Duration.between(now, startOfDay(now).plus(1, ChronoUnit.DAYS));
    }

    private static Instant startOfDay(Instant now) {
        return now.truncatedTo(ChronoUnit.DAYS);
    }
}
