package io.deopenchat.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** JSON answers and errors in OpenAI's shape. May be called from any thread; an answer that began is left alone. */
public final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final String RETRY_AFTER_SECONDS = "1";

    private Answers() {}

    public static void json(HttpServerResponse response, JsonNode body) {
        json(response, 200, body);
    }

    /**
     * Answers with the error's status. A refusal for want of capacity says when to try again; every other one tells SDKs,
     * which would otherwise send the same request again, that trying again does not help.
     */
    public static void error(HttpServerResponse response, ProtocolError error) {
        error(response, error, error.toJson());
    }

    /** The same in another shape, for callers who know another one. */
    public static void error(HttpServerResponse response, ProtocolError error, JsonNode body) {
        if (response.headWritten() || response.closed()) {
            return;
        }
        if (error.code() == ErrorCode.CAPACITY_EXCEEDED || error.code() == ErrorCode.RATE_LIMITED) {
            response.putHeader(
                    "retry-after", error.retryAfter().map(Answers::wholeSeconds).orElse(RETRY_AFTER_SECONDS));
            error.retryAfter().ifPresent(wait -> response.putHeader("retry-after-ms", Long.toString(wait.toMillis())));
        } else {
            response.putHeader("x-should-retry", "false");
        }
        json(response, error.code().status(), body);
    }

    private static String wholeSeconds(Duration wait) {
        return Long.toString(Math.ceilDiv(wait.toMillis(), Duration.ofSeconds(1).toMillis()));
    }

    /** Answers with the error's status, and when to try again: nothing was spent, and another try may succeed. */
    public static void retryLater(HttpServerResponse response, ProtocolError error, Duration after) {
        if (response.headWritten() || response.closed()) {
            return;
        }
        response.putHeader("retry-after", Long.toString(after.toSeconds()));
        json(response, error.code().status(), error.toJson());
    }

    /** For what should not happen: the log gets the cause, the caller only the fact. */
    public static void unexpected(HttpServerResponse response, Throwable cause) {
        LOG.error("request failed unexpectedly", cause);
        error(response, ProtocolError.of(ErrorCode.INTERNAL_ERROR, "internal error; see the log of the server"));
    }

    private static void json(HttpServerResponse response, int status, JsonNode body) {
        if (response.headWritten() || response.closed()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(Buffer.buffer(Json.bytes(body)))
                .onFailure(gone -> LOG.debug("caller went away before its answer: {}", gone.getMessage()));
    }
}
