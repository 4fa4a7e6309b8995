package io.deopenchat.gateway.backend;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.ProtocolError;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a client is told of a backend that did not do its work. The round is void. */
public final class BackendFailure {
    static final int MAX_MESSAGE = 500;

    private BackendFailure() {}

    public static ProtocolError unreachable() {
        return ProtocolError.of(ErrorCode.BACKEND_ERROR, "the provider's backend cannot be reached; the round is void");
    }

    public static ProtocolError broken(String what) {
        return ProtocolError.of(ErrorCode.BACKEND_ERROR, "the provider's backend " + what + "; the round is void");
    }

    public static ProtocolError late(String what) {
        return ProtocolError.of(ErrorCode.BACKEND_TIMEOUT, "the provider's backend " + what + "; the round is void");
    }

    /**
     * An answer that is no success. A fault in the request is the caller's to mend, so its own message is passed on;
     * everything else is the provider's business.
     */
    public static ProtocolError answered(int status, byte[] body) {
        boolean faultOfTheRequest = status == 400 || status == 404 || status == 413 || status == 422;
        return faultOfTheRequest
                ? new ProtocolError(
                        ErrorCode.INVALID_REQUEST,
                        "the backend refused the request: " + messageIn(body).orElse("status " + status),
                        paramIn(body),
                        null)
                : broken("answered with status " + status);
    }

    /** Whether an answer that calls itself a success is an error all the same, as some proxies send it. */
    public static boolean isError(byte[] body) {
        try {
            return Json.parseObject(body).hasNonNull("error");
        } catch (MalformedMessage noJson) {
            return false;
        }
    }

    private static Optional<String> messageIn(byte[] body) {
        return member(body, "message").map(text -> text.substring(0, Math.min(text.length(), MAX_MESSAGE)));
    }

    private static @Nullable String paramIn(byte[] body) {
        return member(body, "param").filter(text -> text.length() <= 100).orElse(null);
    }

    private static Optional<String> member(byte[] body, String name) {
        try {
            JsonNode error = Json.parseObject(body).path("error");
            JsonNode value = error.isTextual() && name.equals("message") ? error : error.path(name);
            return value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
        } catch (MalformedMessage noJson) {
            return Optional.empty();
        }
    }
}
