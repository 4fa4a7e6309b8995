package io.deopenchat.bridge.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.WireObject;
import io.vertx.core.http.HttpClientResponse;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A gateway's error answer, read leniently: it may be any server, and what it says is shown to somebody.
 *
 * @param status 400 to 599
 * @param code empty if the answer is no OpenAI error object
 * @param details the {@code deopenchat} member; null for none
 * @param retryAfter seconds after which to try again, as the gateway put it; null for none
 */
public record GatewayRefusal(
        int status,
        String code,
        String type,
        String message,
        @Nullable String param,
        @Nullable ObjectNode details,
        @Nullable String retryAfter) {
    private static final int MAX_MESSAGE = 2_000;

    static GatewayRefusal read(HttpClientResponse response, byte[] body) {
        int status = response.statusCode() >= 400 && response.statusCode() < 600
                ? response.statusCode()
                : ErrorCode.BACKEND_ERROR.status();
        String retryAfter = seconds(response.getHeader("retry-after"));
        try {
            ObjectNode node = Json.parseObject(body);
            if (node.get("error") instanceof ObjectNode error) {
                ObjectNode details = node.get("deopenchat") instanceof ObjectNode object ? object : null;
                return new GatewayRefusal(
                        status,
                        text(error, "code").orElse(""),
                        text(error, "type").orElse("api_error"),
                        text(error, "message").orElse("the gateway gives no reason"),
                        text(error, "param").orElse(null),
                        details,
                        retryAfter);
            }
        } catch (MalformedMessage notAnErrorObject) {
            // falls through: the status is all there is
        }
        return new GatewayRefusal(
                status,
                "",
                "api_error",
                "the gateway answered with status " + response.statusCode() + " and without an error object",
                null,
                null,
                retryAfter);
    }

    /**
     * Whether this is the gateway's own word that the round costs nothing. A proxy before it, or a gateway that could not
     * record the round, does not know.
     */
    public boolean saysTheRoundIsVoid() {
        return !is(ErrorCode.INTERNAL_ERROR)
                && Arrays.stream(ErrorCode.values()).anyMatch(this::is);
    }

    public boolean is(ErrorCode expected) {
        return expected.code().equals(code);
    }

    /** A number of {@code deopenchat}; empty if it is missing or malformed. */
    public Optional<Long> number(String member) {
        if (details == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new WireObject(details).number(member));
        } catch (MalformedMessage absent) {
            return Optional.empty();
        }
    }

    public ObjectNode toJson() {
        ObjectNode node = Json.object();
        ObjectNode error = node.putObject("error");
        error.put("message", message);
        error.put("type", type);
        error.put("param", param);
        error.put("code", code.isEmpty() ? ErrorCode.BACKEND_ERROR.code() : code);
        if (details != null) {
            node.set("deopenchat", details);
        }
        return node;
    }

    /** For a log: status and code only, nothing that a stranger worded. */
    public String summary() {
        return "status " + status + (isPlain(code) ? ", " + code : "");
    }

    private static boolean isPlain(String code) {
        return !code.isEmpty() && code.length() <= 64 && code.chars().allMatch(c -> c == '_' || (c >= 'a' && c <= 'z'));
    }

    /** Some servers give the code as a number. */
    private static Optional<String> text(ObjectNode error, String member) {
        JsonNode value = error.get(member);
        if (value == null || !value.isValueNode() || value.isNull()) {
            return Optional.empty();
        }
        String text = value.asText();
        return Optional.of(text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE));
    }

    private static @Nullable String seconds(@Nullable String header) {
        return header != null && header.matches("[0-9]{1,6}") ? header : null;
    }
}
