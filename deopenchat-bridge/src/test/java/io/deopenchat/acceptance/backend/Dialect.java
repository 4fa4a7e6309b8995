package io.deopenchat.acceptance.backend;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import java.util.List;
import java.util.Optional;

/** The JSON of the two OpenAI endpoints that answer with text. */
enum Dialect {
    CHAT("/v1/chat/completions", "chatcmpl-", "chat.completion", "chat.completion.chunk"),
    TEXT("/v1/completions", "cmpl-", "text_completion", "text_completion");

    private static final long CREATED = 1_800_000_000;

    private final String path;
    private final String idPrefix;
    private final String whole;
    private final String piece;

    Dialect(String path, String idPrefix, String whole, String piece) {
        this.path = path;
        this.idPrefix = idPrefix;
        this.whole = whole;
        this.piece = piece;
    }

    static Optional<Dialect> of(String path) {
        return List.of(values()).stream()
                .filter(dialect -> path.equals(dialect.path))
                .findFirst();
    }

    /** An answer in one body, without usage. */
    ObjectNode whole(Head head, List<Choice> choices) {
        ObjectNode node = node(head, whole);
        ArrayNode array = node.putArray("choices");
        for (int index = 0; index < choices.size(); index++) {
            Choice choice = choices.get(index);
            ObjectNode entry = array.addObject().put("index", index);
            if (this == CHAT) {
                entry.putObject("message").put("role", "assistant").put("content", choice.text());
            } else {
                entry.put("text", choice.text());
            }
            entry.putNull("logprobs").put("finish_reason", choice.finishReason());
        }
        return node;
    }

    /** Some text of a stream. */
    ObjectNode piece(Head head, int index, String text) {
        ObjectNode node = node(head, piece);
        ObjectNode entry = node.putArray("choices").addObject().put("index", index);
        if (this == CHAT) {
            entry.putObject("delta").put("role", "assistant").put("content", text);
        } else {
            entry.put("text", text);
        }
        entry.putNull("logprobs").putNull("finish_reason");
        return node;
    }

    /** The event that ends one choice of a stream. */
    ObjectNode end(Head head, int index, String finishReason) {
        ObjectNode node = node(head, piece);
        ObjectNode entry = node.putArray("choices").addObject().put("index", index);
        if (this == CHAT) {
            entry.putObject("delta");
        } else {
            entry.put("text", "");
        }
        entry.putNull("logprobs").put("finish_reason", finishReason);
        return node;
    }

    /** The event of a stream that carries nothing but usage. */
    ObjectNode usage(Head head, ObjectNode usage) {
        ObjectNode node = node(head, piece);
        node.putArray("choices");
        return node.set("usage", usage);
    }

    static ObjectNode usage(long promptTokens, long completionTokens) {
        return Json.object()
                .put("prompt_tokens", promptTokens)
                .put("completion_tokens", completionTokens)
                .put("total_tokens", promptTokens + completionTokens);
    }

    private ObjectNode node(Head head, String object) {
        return Json.object()
                .put("id", idPrefix + head.number())
                .put("object", object)
                .put("created", CREATED)
                .put("model", head.model());
    }

    /** What every object of one answer repeats. */
    record Head(int number, String model) {}

    record Choice(String text, String finishReason) {}
}
