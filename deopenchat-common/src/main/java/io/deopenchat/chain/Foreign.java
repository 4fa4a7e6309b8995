package io.deopenchat.chain;

import java.util.regex.Pattern;

/** Text that a node or a contract chose: made safe to print in one line of a log or a terminal. */
final class Foreign {
    private static final Pattern NOT_PRINTABLE = Pattern.compile("[^\\x20-\\x7e]");

    private Foreign() {}

    static String text(String text, int maxLength) {
        String printable = NOT_PRINTABLE.matcher(text).replaceAll("?");
        return printable.length() <= maxLength ? printable : printable.substring(0, maxLength) + "..";
    }
}
