package io.deopenchat.bridge.cli;

import java.util.Set;
import java.util.function.IntPredicate;

/** Text that a stranger chose, made safe for a terminal: one line, nothing that moves the cursor or turns the direction. */
final class Printable {
    private static final int MAX_LENGTH = 256;

    /** Kinds of characters that show nothing, or change how others are shown. */
    private static final Set<Integer> HIDDEN = Set.of(
            (int) Character.CONTROL,
            (int) Character.FORMAT,
            (int) Character.SURROGATE,
            (int) Character.PRIVATE_USE,
            (int) Character.UNASSIGNED,
            (int) Character.LINE_SEPARATOR,
            (int) Character.PARAGRAPH_SEPARATOR);

    private Printable() {}

    /** At most a short line of it. */
    static String text(String foreign) {
        String shown = foreign.codePointCount(0, foreign.length()) <= MAX_LENGTH
                ? foreign
                : foreign.substring(0, foreign.offsetByCodePoints(0, MAX_LENGTH));
        return escaped(shown, c -> c >= ' ' && c <= '~');
    }

    /** All of a line, in whatever language it is. */
    static String prose(String foreign) {
        return escaped(foreign, c -> !HIDDEN.contains(Character.getType(c)));
    }

    /** Any piece of a text of several lines. */
    static String lines(String foreign) {
        return escaped(foreign, c -> c == '\n' || c == '\t' || !HIDDEN.contains(Character.getType(c)));
    }

    private static String escaped(String foreign, IntPredicate isHarmless) {
        StringBuilder safe = new StringBuilder();
        foreign.codePoints()
                .forEach(c -> safe.append(isHarmless.test(c) ? Character.toString(c) : "\\u{%x}".formatted(c)));
        return safe.toString();
    }
}
