package io.deopenchat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.MalformedMessage;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads the parameters of a call. Null counts as absent, as it does for OpenAI; any other wrong type is refused, because
 * a backend might read it differently from us.
 */
final class Parameters {
    private final ObjectNode body;
    private final String prefix;

    Parameters(ObjectNode body) {
        this(body, "");
    }

    private Parameters(ObjectNode body, String prefix) {
        this.body = body;
        this.prefix = prefix;
    }

    /**
     * Refuses members that are one of {@code names} but for their case: some backends match names without it, and would
     * take the other spelling for the one that was priced.
     */
    void requireExactSpelling(Set<String> names) {
        body.fieldNames().forEachRemaining(given -> {
            if (!names.contains(given) && names.contains(folded(given))) {
                throw wrong(given, "must be spelled '" + folded(given) + "'");
            }
        });
    }

    private static String folded(String name) {
        return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    Optional<JsonNode> get(String name) {
        return Optional.ofNullable(body.get(name)).filter(value -> !value.isNull());
    }

    String requiredText(String name) {
        return get(name)
                .filter(value -> value.isTextual() && !value.textValue().isEmpty())
                .map(JsonNode::textValue)
                .orElseThrow(() -> wrong(name, "must be a non-empty string"));
    }

    boolean flag(String name) {
        Optional<JsonNode> value = get(name);
        if (value.isPresent() && !value.get().isBoolean()) {
            throw wrong(name, "must be true or false");
        }
        return value.isPresent() && value.get().booleanValue();
    }

    OptionalLong wholeNumber(String name, long atLeast, long atMost) {
        Optional<JsonNode> value = get(name);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        JsonNode number = value.get();
        if (!number.isIntegralNumber()
                || !number.canConvertToLong()
                || number.longValue() < atLeast
                || number.longValue() > atMost) {
            throw wrong(name, "must be a whole number from " + atLeast + " to " + atMost);
        }
        return OptionalLong.of(number.longValue());
    }

    Parameters object(String name) {
        Optional<JsonNode> value = get(name);
        if (value.isEmpty()) {
            return new Parameters(body.objectNode(), prefix + name + ".");
        }
        if (value.get() instanceof ObjectNode object) {
            return new Parameters(object, prefix + name + ".");
        }
        throw wrong(name, "must be an object");
    }

    MalformedMessage wrong(String name, String why) {
        return new MalformedMessage(prefix + name, why);
    }
}
