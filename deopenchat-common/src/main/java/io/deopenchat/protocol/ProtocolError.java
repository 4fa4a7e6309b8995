package io.deopenchat.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
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
    /** The words of these are about accounts, prices, sequences and load. */
    private static final Set<ErrorCode> REPEATS_NOTHING = EnumSet.complementOf(EnumSet.of(
            ErrorCode.INVALID_SIGNATURE,
            ErrorCode.MODEL_NOT_FOUND,
            ErrorCode.BACKEND_ERROR,
            ErrorCode.BACKEND_TIMEOUT,
            ErrorCode.ROUND_VOID,
            ErrorCode.INVALID_REQUEST,
            ErrorCode.CONTENT_REFUSED,
            ErrorCode.UNSUPPORTED_PARAMETER,
            ErrorCode.INTERNAL_ERROR));

    private static final String RETRY_AFTER = "retryAfterMillis";

    public static ProtocolError of(ErrorCode code, String message) {
        return new ProtocolError(code, message, null, null);
    }

    public static ProtocolError of(ErrorCode code, String message, ObjectNode details) {
        return new ProtocolError(code, message, null, details);
    }

    public static ProtocolError about(String param, ErrorCode code, String message) {
        return new ProtocolError(code, message, param, null);
    }

    /** @param wait until one more request is allowed; more than 0 */
    public static ProtocolError rateLimited(String message, Duration wait) {
        long millis = Math.ceilDiv(wait.toNanos(), Duration.ofMillis(1).toNanos());
        return of(
                ErrorCode.RATE_LIMITED,
                message + "; the next one is allowed in " + millis + " ms",
                Json.object().put(RETRY_AFTER, Long.toString(millis)));
    }

    /**
     * The same refusal in words that repeat nothing of prompt or answer: for a call that was sealed, whose refusal is not.
     */
    public ProtocolError withheld() {
        return REPEATS_NOTHING.contains(code)
                ? this
                : new ProtocolError(
                        code, "what it says is withheld because the call is sealed and this is not", null, details);
    }

    /** How long to wait, where that is known. */
    public Optional<Duration> retryAfter() {
        return details == null || !details.has(RETRY_AFTER)
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(
                        Long.parseLong(details.path(RETRY_AFTER).asText())));
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
