package io.deopenchat.bridge.cli;

/** Text that a stranger chose, made safe for a terminal: one line, nothing that moves the cursor or turns the direction. */
final class Printable {
    private static final int MAX_LENGTH = 256;

    private Printable() {}

    static String text(String foreign) {
        StringBuilder safe = new StringBuilder();
        foreign.codePoints()
                .limit(MAX_LENGTH)
                .forEach(c -> safe.append(c >= ' ' && c <= '~' ? Character.toString(c) : "\\u{%x}".formatted(c)));
        return safe.toString();
    }
}
