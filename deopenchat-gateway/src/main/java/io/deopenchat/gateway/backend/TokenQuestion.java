package io.deopenchat.gateway.backend;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.http.BoundedBody;
import io.deopenchat.http.Sending;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a backend how many tokens a text has, and waits for it a little: a bill does not wait long for an estimate. */
final class TokenQuestion {
    static final Duration PATIENCE = Duration.ofSeconds(2);
    static final int MAX_ANSWER_BYTES = 8 * 1_024 * 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(TokenQuestion.class);
    private static final int OK = 200;

    private final HttpClient client;
    private final RequestOptions options;
    private final Tokenizer tokenizer;

    TokenQuestion(HttpClient client, RequestOptions options, Tokenizer tokenizer) {
        this.client = client;
        this.options = options.putHeader("content-type", "application/json").setTimeout(PATIENCE.toMillis());
        this.tokenizer = tokenizer;
    }

    /** Empty if the backend does not say it in time. Waits: never on an event loop. */
    OptionalLong ask(String model, String text) {
        Buffer question = Buffer.buffer(Json.bytes(tokenizer.question(model, text)));
        Future<HttpClientRequest> connected = client.request(options);
        // body within the first step: behind it, a short answer may have ended before this thread comes to ask for it
        Future<OptionalLong> count = connected
                .compose(request -> Sending.of(request, question).compose(TokenQuestion::body))
                .map(body -> tokenizer.countIn(body));
        try {
            return count.toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            connected.onSuccess(HttpClientRequest::reset);
            LOG.info("{} does not count tokens, they are estimated: {}", options.getURI(), e.toString());
            return OptionalLong.empty();
        } catch (InterruptedException e) {
            connected.onSuccess(HttpClientRequest::reset);
            Thread.currentThread().interrupt();
            return OptionalLong.empty();
        }
    }

    private static Future<ObjectNode> body(HttpClientResponse response) {
        return BoundedBody.of(response, MAX_ANSWER_BYTES).map(body -> {
            if (response.statusCode() != OK) {
                throw new MalformedMessage("answered with status " + response.statusCode());
            }
            return Json.parseObject(body.getBytes());
        });
    }
}
