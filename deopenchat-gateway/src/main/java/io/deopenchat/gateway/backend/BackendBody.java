package io.deopenchat.gateway.backend;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.ModelLimits;

/** The body for the backend: the client's bytes, and what must be said so that the bill can be right. */
public final class BackendBody {
    private BackendBody() {}

    /**
     * Asks for the usage of a stream, and for an end under the name that every backend knows: tokens beyond the limit that
     * the ceiling was computed with would not be paid.
     */
    public static byte[] of(byte[] body, InferenceCall call, ModelLimits limits) {
        byte[] result = body;
        if (call.stream() && !call.includeUsage()) {
            result = JsonEdit.set(result, "stream_options", streamOptions(body));
        }
        if (call.endpoint().hasOutput()) {
            long limit = call.completionLimit().orElse(limits.maxOutputTokens());
            result = JsonEdit.set(result, "max_tokens", Long.toString(limit));
        }
        return result;
    }

    private static String streamOptions(byte[] body) {
        ObjectNode options = Json.parseObject(body).get("stream_options") instanceof ObjectNode given
                ? given.deepCopy()
                : Json.object();
        return Json.text(options.put("include_usage", true));
    }
}
