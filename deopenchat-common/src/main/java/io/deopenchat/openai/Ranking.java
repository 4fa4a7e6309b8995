package io.deopenchat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A ranking compares its query with every document: a model reads both together, once for each document.
 *
 * @param query as text
 * @param readAgain how often, beyond the once that stands in the body
 */
public record Ranking(String query, long readAgain) {
    /** At most what a model for rankings puts around a query and a document. */
    static final int MOST_TEMPLATE_TOKENS = 128;

    /** @param body a call that could be {@link InferenceCall#parse parsed}; empty unless it asks for a ranking */
    public static Optional<Ranking> in(InferenceCall call, byte[] body) {
        return call.endpoint() == InferenceEndpoint.RERANK ? Optional.of(of(Json.parseCall(body))) : Optional.empty();
    }

    static Ranking of(JsonNode body) {
        JsonNode query = body.path("query");
        return new Ranking(
                query.isTextual() ? query.textValue() : Json.text(query),
                Math.max(0, body.path("documents").size() - 1));
    }

    /** Each of which may be a token. */
    long bytesReadAgain() {
        return readAgain * (query.getBytes(StandardCharsets.UTF_8).length + MOST_TEMPLATE_TOKENS);
    }
}
