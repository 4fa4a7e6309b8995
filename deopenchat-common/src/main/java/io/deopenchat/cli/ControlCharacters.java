package io.deopenchat.cli;

import java.util.regex.Pattern;

/**
 * Control characters in text that somebody else chose (model names, headers, messages of nodes) could end a line and start
 * one that looks like ours, or move the cursor of a terminal.
 */
final class ControlCharacters {
    /** C0 and C1 controls, the line separators of Unicode, and the marks that reverse the direction of text. */
    private static final Pattern CONTROL =
            Pattern.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

    private ControlCharacters() {}

    /** Each control character as a backslash escape; all else as it is. */
    static String escape(String text) {
        return CONTROL.matcher(text).replaceAll(match -> escaped(match.group().charAt(0)));
    }

    private static String escaped(char character) {
        // four backslashes: two for the compiler, two for the replacement
        return switch (character) {
            case '\n' -> "\\\\n";
            case '\r' -> "\\\\r";
            case '\t' -> "\\\\t";
            default -> "\\\\u%04x".formatted((int) character);
        };
    }
}
