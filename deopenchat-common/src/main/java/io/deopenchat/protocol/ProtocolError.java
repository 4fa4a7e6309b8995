package io.deopenchat.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A refusal: an OpenAI error object, with a {@code deopenchat} member beside {@code error} where a number fixes the
 * problem.
 *
 * @param details what the caller can use to do better, in wire form; null for none
 */
public record ProtocolError(
        ErrorCode code,
        String message,
        @Nullable String param,
        @Nullable ObjectNode details) {

    public static ProtocolError of(ErrorCode code, String message) {
        return new ProtocolError(code, message, null, null);
    }

    public static ProtocolError of(ErrorCode code, String message, ObjectNode details) {
        return new ProtocolError(code, message, null, details);
    }

    public static ProtocolError about(String param, ErrorCode code, String message) {
        return new ProtocolError(code, message, param, null);
    }

    public ObjectNode toJson() {
        ObjectNode node = Json.object();
        ObjectNode error = node.putObject("error");
        error.put("message", message);
        error.put("type", code.type());
        error.put("param", param);
        error.put("code", code.code());
        if (details != null) {
            node.set("deopenchat", details);
        }
        return node;
    }
}
