package io.deopenchat.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes secrets out of messages about a command line. The parser repeats what it does not understand: with a mistyped option
 * that can be a key, or an endpoint with an API key in it.
 */
final class Redaction {
    private static final String HIDDEN = "(hidden)";
    private static final Pattern KEY = Pattern.compile("(0x)?[0-9a-fA-F]{64,}");
    private static final Pattern URL = Pattern.compile("(https?://)(?:[^/\\s'\"]*@)?([^/\\s'\"?#@]+)[^\\s'\"]*");
    private static final Pattern SECRET_OPTION = Pattern.compile("--[A-Za-z-]*-sk");

    private final List<String> given = new ArrayList<>();

    Redaction(String... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            if (equals > 0 && isSecret(arguments[i].substring(0, equals))) {
                given.add(arguments[i].substring(equals + 1));
            } else if (i > 0 && isSecret(arguments[i - 1]) && !arguments[i].startsWith("--")) {
                given.add(arguments[i]);
            }
        }
        given.removeIf(String::isEmpty);
    }

    String apply(String message) {
        String redacted = message;
        for (String secret : given) {
            redacted = redacted.replace(secret, HIDDEN);
        }
        redacted = KEY.matcher(redacted).replaceAll(HIDDEN);
        return URL.matcher(redacted).replaceAll("$1$2/..");
    }

    private static boolean isSecret(String option) {
        return SECRET_OPTION.matcher(option).matches();
    }
}
