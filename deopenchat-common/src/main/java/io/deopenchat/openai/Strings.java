package io.deopenchat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.function.Consumer;

/** Strings somewhere in a JSON tree. */
final class Strings {
    private Strings() {}

    /** All of them but those of the members called {@code without}. */
    static void allIn(JsonNode node, String without, Consumer<String> found) {
        if (node.isTextual()) {
            found.accept(node.textValue());
        } else if (node.isObject()) {
            node.properties().stream()
                    .filter(member -> !member.getKey().equals(without))
                    .forEach(member -> allIn(member.getValue(), without, found));
        } else {
            node.forEach(child -> allIn(child, without, found));
        }
    }

    /** Those that are members with one of these names, however deep. */
    static void inMembers(JsonNode node, Set<String> names, Consumer<String> found) {
        node.properties().forEach(member -> {
            if (member.getValue().isTextual() && names.contains(member.getKey())) {
                found.accept(member.getValue().textValue());
            }
        });
        node.forEach(child -> inMembers(child, names, found));
    }
}
