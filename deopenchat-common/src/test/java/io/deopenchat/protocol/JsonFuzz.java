package io.deopenchat.protocol;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.fuzz.SecondReader;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is taken for JSON is JSON to a second reader, with the same members and values; it is written as it was read. */
final class JsonFuzz {
    private JsonFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        read(bytes, MalformedMessage.class, () -> Json.parseCall(bytes)).ifPresent(node -> saysTheSame(node, bytes));
    }

    private static void saysTheSame(ObjectNode node, byte[] bytes) {
        Object second = SecondReader.read(bytes).orElse(SecondReader.NULL);
        holds(agrees(node, second), "two readers see one value", node, second);
        writtenAgain(node)
                .ifPresent(again -> equal(Json.text(node), Json.text(again), "what is written is read as it was"));
    }

    /** Empty where a number has more digits when it is written without its exponent than are read. */
    private static Optional<ObjectNode> writtenAgain(ObjectNode node) {
        try {
            return Optional.of(Json.parseObject(Json.bytes(node)));
        } catch (MalformedMessage longer) {
            holds(
                    String.valueOf(longer.getMessage()).startsWith("more JSON than is read"),
                    "only its length is wrong",
                    node);
            return Optional.empty();
        }
    }

    private static boolean agrees(JsonNode node, Object second) {
        return switch (second) {
            case Map<?, ?> members ->
                node.isObject()
                        && node.size() == members.size()
                        && node.propertyStream()
                                .allMatch(member -> members.containsKey(member.getKey())
                                        && agrees(member.getValue(), members.get(member.getKey())));
            case List<?> elements -> node.isArray() && node.size() == elements.size() && allAgree(node, elements);
            case String text -> node.isTextual() && node.textValue().equals(text);
            case Boolean value -> node.isBoolean() && node.booleanValue() == value;
            case BigDecimal number -> node.isNumber() && node.decimalValue().compareTo(number) == 0;
            default -> node.isNull();
        };
    }

    private static boolean allAgree(JsonNode node, List<?> elements) {
        for (int i = 0; i < elements.size(); i++) {
            if (!agrees(node.get(i), elements.get(i))) {
                return false;
            }
        }
        return true;
    }
}
