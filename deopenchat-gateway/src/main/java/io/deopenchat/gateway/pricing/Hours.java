package io.deopenchat.gateway.pricing;

import java.time.DateTimeException;
import java.time.LocalTime;

/**
 * A part of each day, over midnight if it ends before it begins.
 *
 * @param from included
 * @param to excluded
 */
public record Hours(LocalTime from, LocalTime to) {
    private static final int TIMES = 2;

    public Hours {
        if (from.equals(to)) {
            throw new IllegalArgumentException("hours must end at another time than they begin, got " + from);
        }
    }

    /** @param text for example {@code 22:00-06:30} */
    public static Hours parse(String text) {
        String[] times = text.strip().split("-", -1);
        try {
            if (times.length == TIMES) {
                return new Hours(LocalTime.parse(times[0].strip()), LocalTime.parse(times[1].strip()));
            }
        } catch (DateTimeException wrong) {
            throw new IllegalArgumentException(message(text), wrong);
        }
        throw new IllegalArgumentException(message(text));
    }

    private static String message(String text) {
        return "hours must look like 22:00-06:00, got '" + text + "'";
    }

    boolean contain(LocalTime time) {
        boolean afterBegin = !time.isBefore(from);
        return from.isBefore(to) ? afterBegin && time.isBefore(to) : afterBegin || time.isBefore(to);
    }
}
