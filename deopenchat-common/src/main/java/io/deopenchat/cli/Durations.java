package io.deopenchat.cli;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as people write them. */
final class Durations {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})\\s*([a-z]+)");
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "ms", ChronoUnit.MILLIS,
            "s", ChronoUnit.SECONDS,
            "m", ChronoUnit.MINUTES,
            "h", ChronoUnit.HOURS,
            "d", ChronoUnit.DAYS);

    private Durations() {}

    /** @throws IllegalArgumentException unless it is a whole number with a unit: ms, s, m, h or d */
    static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        @Nullable ChronoUnit unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration, for example 500ms, 30s, 10m, 24h or 7d");
        }
        return Duration.of(Long.parseLong(matcher.group(1)), unit);
    }
}
