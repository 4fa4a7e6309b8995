package io.deopenchat.gateway.backend;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.deopenchat.openai.Dialect;
import io.deopenchat.openai.Prompt;
import io.deopenchat.protocol.Json;

/** What a judge is asked about: whatever a model reads as text. */
final class JudgedText {
    private JudgedText() {}

    static ArrayNode of(Dialect dialect, byte[] body) {
        return of(Prompt.of(dialect, body));
    }

    /** Without what is blank, which a judge may not take. */
    static ArrayNode of(Prompt prompt) {
        ArrayNode texts = Json.object().putArray("input");
        prompt.texts().stream().filter(text -> !text.isBlank()).forEach(texts::add);
        return texts;
    }
}
