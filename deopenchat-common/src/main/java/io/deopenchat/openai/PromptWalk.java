package io.deopenchat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One walk through the members of a call that a model reads. It descends into everything: an object that calls itself an
 * image may hold a conversation.
 */
final class PromptWalk {
    /** Words of the API, and how long one can be. A longer one, or one that is prose, is a prompt in its place. */
    private static final Map<String, Integer> API_WORDS =
            Map.of("role", 16, "type", 32, "id", 64, "call_id", 64, "tool_call_id", 64, "tool_use_id", 64);

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.:-]*");

    /** What a model wrote for a tool, as an object: JSON that it reads again, whatever the names in it. */
    private static final Set<String> WRITTEN_FOR_TOOLS = Set.of("input", "arguments");

    /** Bytes in base64, an address, a format. */
    private static final Pattern NO_PROSE = Pattern.compile("[\\x21-\\x7e]*");

    private final List<String> texts = new ArrayList<>();
    private long numbers;
    private int media;

    List<String> texts() {
        return List.copyOf(texts);
    }

    long numbers() {
        return numbers;
    }

    int media() {
        return media;
    }

    /** Texts, and parts of which some are media. */
    void prompt(JsonNode node) {
        if (node.isObject()) {
            int here = Media.in(node);
            media = Math.addExact(media, here);
            node.properties().forEach(member -> member(member.getKey(), member.getValue(), here > 0));
        } else {
            leaf(node);
            node.forEach(this::prompt);
        }
    }

    private void member(String name, JsonNode value, boolean ofMedium) {
        if (isWord(name, value)) {
            return;
        }
        if (value.isObject() && WRITTEN_FOR_TOOLS.contains(name)) {
            schema(value);
        } else if (ofMedium && Media.isContent(name)) {
            content(value);
        } else {
            prompt(value);
        }
    }

    /** Names are read as well, and nothing in it is a medium. */
    void schema(JsonNode node) {
        leaf(node);
        node.properties().forEach(member -> {
            texts.add(member.getKey());
            schema(member.getValue());
        });
        if (node.isArray()) {
            node.forEach(this::schema);
        }
    }

    /** Of a medium that was counted: an object in its place is not another one, but what that holds may be. */
    private void content(JsonNode node) {
        if (node.isArray()) {
            node.forEach(this::content);
        } else if (node.isObject()) {
            boolean isText = node.path("type").asText().equals("text");
            node.properties().forEach(member -> memberOfContent(member.getKey(), member.getValue(), isText));
        } else if (node.isTextual() && !NO_PROSE.matcher(node.textValue()).matches()) {
            texts.add(node.textValue());
        }
    }

    private void memberOfContent(String name, JsonNode value, boolean isText) {
        if (isWord(name, value)) {
            return;
        }
        if (value.isContainerNode() || isText || Media.isProse(name)) {
            prompt(value);
        } else {
            content(value);
        }
    }

    private void leaf(JsonNode node) {
        if (node.isTextual()) {
            texts.add(node.textValue());
        } else if (node.isNumber()) {
            numbers++;
        }
    }

    private static boolean isWord(String name, JsonNode value) {
        return value.isTextual()
                && value.textValue().length() <= API_WORDS.getOrDefault(name, -1)
                && WORD.matcher(value.textValue()).matches();
    }
}
