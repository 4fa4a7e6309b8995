package io.deopenchat.bridge.cli;

import java.time.Duration;

/** How long ago something was, as people say it: two units at most, rounded down. */
final class Ages {
    private static final int DAYS_INSTEAD_OF_HOURS = 3;

    private Ages() {}

    static String text(Duration age) {
        if (age.toDays() >= DAYS_INSTEAD_OF_HOURS) {
            return age.toDays() + " d";
        }
        if (age.toHours() > 0) {
            return age.toHours() + " h " + age.toMinutesPart() + " min";
        }
        return age.toMinutes() > 0 ? age.toMinutes() + " min" : age.toSeconds() + " s";
    }
}
