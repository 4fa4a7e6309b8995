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
    private static final String NEXT_SEQUENCE = "nextSequence";

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
        return !is(ErrorCode.INTERNAL_ERROR) && known().isPresent();
    }

    public boolean is(ErrorCode expected) {
        return expected.code().equals(code);
    }

    /**
     * The same refusal without a word of the wire. That of a sealed call is not sealed: whoever stands in between could tell the
     * application in it what to do. What is left are numbers, and codes of the protocol.
     */
    public GatewayRefusal withheld() {
        Optional<ErrorCode> known = known();
        return new GatewayRefusal(
                status,
                known.map(ErrorCode::code).orElse(""),
                known.map(ErrorCode::type).orElse("api_error"),
                "the provider refused this sealed call with status " + status
                        + known.map(code -> " and code " + code.code()).orElse("")
                        + "; its words are withheld, because nobody knows whose they are",
                null,
                nextSequence()
                        .map(next -> Json.object().put(NEXT_SEQUENCE, Long.toString(next)))
                        .orElse(null),
                retryAfter);
    }

    private Optional<ErrorCode> known() {
        return Arrays.stream(ErrorCode.values()).filter(this::is).findFirst();
    }

    /** Where the gateway goes on counting; empty if it does not say, or the number is malformed. */
    public Optional<Long> nextSequence() {
        if (details == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new WireObject(details).number(NEXT_SEQUENCE));
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
