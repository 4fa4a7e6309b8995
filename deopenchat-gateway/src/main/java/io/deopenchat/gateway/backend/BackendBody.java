package io.deopenchat.gateway.backend;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.JsonEdit;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.ModelLimits;
import java.util.Optional;

/** The body for the backend: the client's bytes, and what must be said so that the bill can be right. */
public final class BackendBody {
    private BackendBody() {}

    /**
     * Asks for the usage of a stream where that is needed, and for an end under the name that every backend knows: tokens
     * beyond the limit that the ceiling was computed with would not be paid.
     */
    public static byte[] of(byte[] body, InferenceCall call, ModelLimits limits) {
        byte[] result = body;
        if (call.stream() && !call.includeUsage() && call.dialect().mustAskForUsage()) {
            result = JsonEdit.set(result, "stream_options", streamOptions(body));
        }
        Optional<String> limitMember = call.dialect().limitMember();
        if (limitMember.isPresent()) {
            long limit = call.completionLimit().orElse(limits.maxOutputTokens());
            result = JsonEdit.set(result, limitMember.get(), Long.toString(limit));
        }
        return result;
    }

    /** For a backend that knows the model under another name. */
    static byte[] renamed(byte[] body, InferenceCall call, String model) {
        return model.equals(call.model()) ? body : call.dialect().renamed(body, model);
    }

    private static String streamOptions(byte[] body) {
        ObjectNode options = Json.parseObject(body).get("stream_options") instanceof ObjectNode given
                ? given.deepCopy()
                : Json.object();
        return Json.text(options.put("include_usage", true));
    }
}
