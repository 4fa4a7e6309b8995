package io.deopenchat.cli;

import java.util.Locale;

/** One line of a diagnosis; unless all is well it ends with the remedy. */
public record Finding(Level level, String text) {
    public enum Level {
        OK,
        WARN,
        FAIL
    }

    public static Finding ok(String text) {
        return new Finding(Level.OK, text);
    }

    public static Finding warn(String text) {
        return new Finding(Level.WARN, text);
    }

    public static Finding fail(String text) {
        return new Finding(Level.FAIL, text);
    }

    public boolean failed() {
        return level == Level.FAIL;
    }

    @Override
    public String toString() {
        return "%-4s  %s".formatted(level.name().toLowerCase(Locale.ROOT), text);
    }
}
