package io.deopenchat.chain;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts the arguments of the contract's errors into their {@link RefusalSentences}. */
final class Refusals {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z.]+)(?::([a-z]+))?}");

    private Refusals() {}

    /** An error without a sentence of its own gives its name and its named arguments. */
    static String sentence(String error, Map<String, String> arguments) {
        String sentence = RefusalSentences.of(error);
        if (sentence == null) {
            return error
                    + arguments.entrySet().stream()
                            .map(argument -> argument.getKey() + " " + argument.getValue())
                            .collect(Collectors.joining(", ", "(", ")"));
        }
        return PLACEHOLDER
                .matcher(sentence)
                .replaceAll(match -> Matcher.quoteReplacement(shown(arguments.get(match.group(1)), match.group(2))));
    }

    /** Names of the arguments that an error's sentence shows. */
    static Set<String> shownArguments(String error) {
        return PLACEHOLDER
                .matcher(Objects.requireNonNullElse(RefusalSentences.of(error), ""))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String shown(@Nullable String value, @Nullable String kind) {
        if (value == null || kind == null) {
            return value == null ? "?" : value;
        }
        return kind.equals("time") ? time(value) : state(value);
    }

    private static String time(String seconds) {
        Instant time = Abi.timeOrNull(new BigInteger(seconds));
        return time == null ? "never" : time.toString();
    }

    private static String state(String code) {
        return OrderState.of(new BigInteger(code).intValueExact()).name().toLowerCase(Locale.ROOT);
    }
}
