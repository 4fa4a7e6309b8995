package io.deopenchat.gateway.metering;

import com.fasterxml.jackson.databind.JsonNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.deopenchat.http.SseFrame;
import io.deopenchat.http.SseFramer;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts tokens with a public vocabulary (o200k) where the backend did not. Only text that a model read or wrote is
 * counted: never keepalives, errors or the JSON around it. Slow on first use: the vocabulary is loaded then.
 */
final class TokenEstimate {
    /** What a chat template adds to every message. */
    static final int TOKENS_PER_MESSAGE = 4;

    /** Counting takes up to some microseconds a character, and a body may have 64 million of them. */
    static final int MAX_COUNTED = 256 * 1_024;

    static final int SLICE = 4 * 1_024;

    /** Members of an answer that hold no text. */
    private static final Set<String> NO_TEXT = Set.of("role");

    private static final String DATA_URL = "data:";

    private static final List<String> TEXTS = List.of("messages", "prompt", "input", "suffix", "query", "documents");
    private static final List<String> SCHEMAS = List.of("tools", "functions", "response_format");

    /** A longer one is no role but a prompt in its place. */
    private static final int LONGEST_ROLE = 16;

    private TokenEstimate() {}

    /**
     * Everything in the request that a model reads: texts, the names in what is handed to it as a schema, and a token for
     * each number (a prompt may be given as tokens). Media are left out: they have an allowance of their own.
     */
    static long ofPrompt(byte[] requestBody) {
        JsonNode body = Json.parseObject(requestBody);
        PromptText prompt = new PromptText();
        TEXTS.forEach(member -> prompt.add(body.path(member), false));
        SCHEMAS.forEach(member -> prompt.add(body.path(member), true));
        return (long) TOKENS_PER_MESSAGE * body.path("messages").size()
                + prompt.numbers
                + count(prompt.text.toString());
    }

    private static final class PromptText {
        private final StringBuilder text = new StringBuilder();
        private long numbers;

        private void add(JsonNode node, boolean withNames) {
            if (node.isTextual() && !node.textValue().startsWith(DATA_URL)) {
                text.append(node.textValue());
            } else if (node.isNumber()) {
                numbers++;
            } else if (node.isObject() && !InferenceCall.isMedium(node)) {
                node.properties().forEach(member -> addMember(member, withNames));
            } else if (node.isArray()) {
                node.forEach(child -> add(child, withNames));
            }
        }

        private void addMember(Map.Entry<String, JsonNode> member, boolean withNames) {
            if (withNames) {
                text.append(member.getKey());
            }
            boolean isRole =
                    member.getKey().equals("role") && member.getValue().asText().length() <= LONGEST_ROLE;
            if (!isRole) {
                add(member.getValue(), withNames);
            }
        }
    }

    /** Of an answer that was not streamed; zero if it is not what an OpenAI API answers. */
    static long ofAnswer(byte[] responseBody) {
        try {
            return ofChoices(Json.parseObject(responseBody));
        } catch (MalformedMessage noJson) {
            return 0;
        }
    }

    /** Of the frames in {@code log}. */
    static long ofStream(byte[] log) {
        StringBuilder text = new StringBuilder();
        for (SseFrame frame : new SseFramer(Integer.MAX_VALUE).feed(Buffer.buffer(log))) {
            if (frame.data() != null && !frame.isDone()) {
                appendChoices(text, frame.data());
            }
        }
        return count(text.toString());
    }

    private static void appendChoices(StringBuilder text, String data) {
        try {
            Json.parseObject(data.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .path("choices")
                    .forEach(choice -> appendStrings(text, choice.path("delta"), choice.path("text")));
        } catch (MalformedMessage noJson) {
            // an event that no OpenAI client could read delivered nothing
            return;
        }
    }

    private static long ofChoices(JsonNode answer) {
        StringBuilder text = new StringBuilder();
        answer.path("choices").forEach(choice -> appendStrings(text, choice.path("message"), choice.path("text")));
        return count(text.toString());
    }

    private static void appendStrings(StringBuilder text, JsonNode... nodes) {
        for (JsonNode node : nodes) {
            if (node.isTextual()) {
                text.append(node.textValue());
            } else if (node.isObject()) {
                node.properties().stream()
                        .filter(member -> !NO_TEXT.contains(member.getKey()))
                        .forEach(member -> appendStrings(text, member.getValue()));
            } else {
                node.forEach(child -> appendStrings(text, child));
            }
        }
    }

    private static long count(String text) {
        if (text.length() <= MAX_COUNTED) {
            return text.isEmpty() ? 0 : Vocabulary.O200K.countTokensOrdinary(text);
        }
        int slices = MAX_COUNTED / SLICE;
        long tokens = 0;
        for (int i = 0; i < slices; i++) {
            int start = (int) ((long) i * text.length() / slices);
            tokens += Vocabulary.O200K.countTokensOrdinary(text.substring(start, start + SLICE));
        }
        return tokens * text.length() / MAX_COUNTED;
    }

    /** Loaded when first needed: most backends report their usage. */
    private static final class Vocabulary {
        static final Encoding O200K = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    }
}
