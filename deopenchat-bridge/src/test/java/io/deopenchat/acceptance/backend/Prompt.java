package io.deopenchat.acceptance.backend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What an OpenAI call asks of a language model.
 *
 * @param texts one text to continue for every choice of the answer
 */
record Prompt(
        String model,
        List<String> texts,
        int maxTokens,
        float temperature,
        int seed,
        boolean stream,
        boolean includeUsage) {
    private static final int DEFAULT_MAX_TOKENS = 32;
    private static final int MAX_CHOICES = 8;

    static Prompt of(Dialect dialect, ObjectNode call) {
        List<String> given = dialect == Dialect.CHAT ? List.of(conversation(call)) : prompts(call.path("prompt"));
        int each = call.path("n").asInt(1);
        if (each < 1 || each * given.size() > MAX_CHOICES) {
            throw new IllegalArgumentException(
                    "1 to " + MAX_CHOICES + " choices can be made, not " + each * given.size());
        }
        List<String> texts = new ArrayList<>();
        given.forEach(text -> texts.addAll(Collections.nCopies(each, text)));
        JsonNode newer = call.path("max_completion_tokens");
        JsonNode limit = newer.isNumber() ? newer : call.path("max_tokens");
        return new Prompt(
                call.path("model").asText(),
                texts,
                limit.asInt(DEFAULT_MAX_TOKENS),
                (float) call.path("temperature").asDouble(0),
                call.path("seed").asInt(1),
                call.path("stream").asBoolean(false),
                call.path("stream_options").path("include_usage").asBoolean(false));
    }

    /** Our models know no roles: they continue what was said. */
    private static String conversation(ObjectNode call) {
        List<String> lines = new ArrayList<>();
        for (JsonNode message : array(call.path("messages"), "messages")) {
            JsonNode content = message.path("content");
            if (content.isTextual()) {
                lines.add(content.textValue());
            } else {
                content.forEach(part -> lines.add(part.path("text").asText()));
            }
        }
        return String.join("\n", lines);
    }

    private static List<String> prompts(JsonNode prompt) {
        if (prompt.isTextual()) {
            return List.of(prompt.textValue());
        }
        List<String> texts = new ArrayList<>();
        array(prompt, "prompt").forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static ArrayNode array(JsonNode node, String name) {
        if (node instanceof ArrayNode array && !array.isEmpty()) {
            return array;
        }
        throw new IllegalArgumentException("'" + name + "' must be given");
    }
}
