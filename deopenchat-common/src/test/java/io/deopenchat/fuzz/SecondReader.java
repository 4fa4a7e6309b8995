package io.deopenchat.fuzz;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSON (RFC 8259) read a second time and by other means, as a backend would: of members that stand twice the last one counts.
 * Objects are maps, arrays lists, numbers {@link BigDecimal}s, and null is {@link #NULL}.
 */
public final class SecondReader {
    public static final Object NULL = Optional.empty();

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    private static final int MAX_DEPTH = 1_000;

    private final String text;
    private int position;

    private SecondReader(String text) {
        this.text = text;
    }

    /** Empty unless it is one value in UTF-8 and nothing else. */
    public static Optional<Object> read(byte[] utf8) {
        try {
            return read(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    public static Optional<Object> read(String json) {
        SecondReader reader = new SecondReader(json);
        try {
            Object value = reader.value(0);
            reader.space();
            return reader.position == json.length() ? Optional.of(value) : Optional.empty();
        } catch (NoJson e) {
            return Optional.empty();
        }
    }

    /** The members of an object; none if it is something else. */
    public static Map<?, ?> object(byte[] utf8) {
        return read(utf8).orElse(NULL) instanceof Map<?, ?> members ? members : Map.of();
    }

    private Object value(int depth) {
        space();
        return switch (depth < MAX_DEPTH ? peek() : 0) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", NULL);
            default -> number();
        };
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> members = new LinkedHashMap<>();
        position++;
        space();
        for (boolean more = peek() != '}'; more; more = next(',', '}')) {
            space();
            String name = string();
            space();
            expect(':');
            members.put(name, value(depth + 1));
            space();
        }
        if (members.isEmpty()) {
            expect('}');
        }
        return members;
    }

    private List<Object> array(int depth) {
        List<Object> elements = new ArrayList<>();
        position++;
        space();
        for (boolean more = peek() != ']'; more; more = next(',', ']')) {
            elements.add(value(depth + 1));
            space();
        }
        if (elements.isEmpty()) {
            expect(']');
        }
        return elements;
    }

    private String string() {
        expect('"');
        StringBuilder string = new StringBuilder();
        while (peek() != '"') {
            char c = take();
            if (c < ' ') {
                throw new NoJson();
            }
            string.append(c == '\\' ? escaped() : c);
        }
        position++;
        return string.toString();
    }

    private char escaped() {
        char c = take();
        int simple = "\"\\/bfnrt".indexOf(c);
        if (simple >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(simple);
        }
        int code = 0;
        for (int i = 0; c == 'u' && i < 4; i++) {
            int digit = Character.digit(asAscii(take()), 16);
            code = digit < 0 ? Integer.MIN_VALUE : 16 * code + digit;
        }
        if (c != 'u' || code < 0) {
            throw new NoJson();
        }
        return (char) code;
    }

    private static char asAscii(char c) {
        return c < 128 ? c : 0;
    }

    private BigDecimal number() {
        Matcher number = NUMBER.matcher(text).region(position, text.length());
        if (!number.lookingAt()) {
            throw new NoJson();
        }
        position = number.end();
        try {
            return new BigDecimal(number.group());
        } catch (NumberFormatException tooLarge) {
            throw new NoJson();
        }
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, position)) {
            throw new NoJson();
        }
        position += word.length();
        return value;
    }

    private boolean next(char more, char end) {
        char c = take();
        if (c != more && c != end) {
            throw new NoJson();
        }
        return c == more;
    }

    private void space() {
        while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
    }

    private void expect(char expected) {
        if (take() != expected) {
            throw new NoJson();
        }
    }

    private char peek() {
        return position < text.length() ? text.charAt(position) : 0;
    }

    private char take() {
        if (position == text.length()) {
            throw new NoJson();
        }
        return text.charAt(position++);
    }

    private static final class NoJson extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
