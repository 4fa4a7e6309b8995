package io.deopenchat.gateway.cli;

import java.util.Locale;

/** One line of a diagnosis; unless all is well it ends with the remedy. */
record Finding(Level level, String text) {
    enum Level {
        OK,
        WARN,
        FAIL
    }

    static Finding ok(String text) {
        return new Finding(Level.OK, text);
    }

    static Finding warn(String text) {
        return new Finding(Level.WARN, text);
    }

    static Finding fail(String text) {
        return new Finding(Level.FAIL, text);
    }

    @Override
    public String toString() {
        return "%-4s  %s".formatted(level.name().toLowerCase(Locale.ROOT), text);
    }
}
