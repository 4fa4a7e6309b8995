package io.deopenchat.gateway.backend;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.deopenchat.http.Await;
import io.deopenchat.http.BoundedBody;
import io.deopenchat.openai.Dialect;
import io.deopenchat.openai.Prompt;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks an OpenAI-compatible moderation API about prompts, so many at the same time and so many waiting. What is asked is never
 * logged.
 */
public final class Moderation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Moderation.class);
    static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    static final int MAX_CONNECTIONS = 32;
    static final int MAX_WAITING = 256;
    static final int MAX_ANSWER_BYTES = 1_024 * 1_024;

    /** Of the 4xx those that are about who asks, how often, and where, and not about what is asked. */
    private static final Set<Integer> ABOUT_US = Set.of(401, 403, 404, 408, 429);

    static final String PATH = "/v1/moderations";

    private final ModerationConfig config;
    private final HttpClientAgent client;

    public Moderation(Vertx vertx, ModerationConfig config) {
        this.config = config;
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout((int) config.timeout().toMillis())
                        .setTcpNoDelay(true)
                        .setSsl(config.connection().isSecure()),
                new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS).setMaxWaitQueueSize(MAX_WAITING));
    }

    /** One prompt that is being judged. Confined to the event loop it is asked on. */
    public final class Question {
        private final Verdict beforehand;
        private final Promise<Optional<ProtocolError>> verdict = Promise.promise();
        private @Nullable HttpClientRequest request;
        private boolean stopped;
        private boolean over;

        private Question(Verdict beforehand) {
            this.beforehand = beforehand;
        }

        /**
         * Asks from the current event loop.
         *
         * @return why the prompt is not served, empty if it is; never fails. Nothing comes after {@link #stop}
         */
        public Future<Optional<ProtocolError>> ask() {
            switch (beforehand) {
                case Verdict.Known known -> decided(known.decision());
                case Verdict.Open open -> ask(open.question());
            }
            return verdict.future();
        }

        /** Nobody waits for the verdict any more. */
        public void stop() {
            stopped = true;
            end();
        }

        private void end() {
            over = true;
            if (request != null) {
                request.reset();
            }
        }

        private void ask(Buffer question) {
            if (stopped) {
                return;
            }
            client.request(options())
                    .compose(sent -> send(sent, question))
                    // the timeout of the request begins anew with every piece of an answer
                    .timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .recover(failed -> Future.succeededFuture(withoutVerdict(failed)))
                    .onSuccess(this::decided);
        }

        private Future<Optional<ProtocolError>> send(HttpClientRequest sent, Buffer question) {
            if (over) {
                sent.reset();
                return Future.failedFuture("nobody waits any more");
            }
            request = sent;
            return sent.send(question)
                    .compose(answer ->
                            BoundedBody.of(answer, MAX_ANSWER_BYTES).map(body -> judged(answer.statusCode(), body)));
        }

        private void decided(Optional<ProtocolError> decision) {
            if (!stopped) {
                verdict.tryComplete(decision);
            }
        }

        private Optional<ProtocolError> withoutVerdict(Throwable failed) {
            if (stopped) {
                return Optional.empty();
            }
            end();
            LOG.warn(
                    "no verdict from the moderation at {}: {}; the prompt is {}",
                    config.api(),
                    failed.getMessage(),
                    config.failsOpen() ? "served" : "not served");
            return config.failsOpen()
                    ? Optional.empty()
                    : Optional.of(ProtocolError.of(
                            ErrorCode.BACKEND_ERROR, "the provider's moderation gives no verdict; the round is void"));
        }
    }

    /** What is known of a prompt before anybody is asked. */
    private sealed interface Verdict {
        record Known(Optional<ProtocolError> decision) implements Verdict {}

        record Open(Buffer question) implements Verdict {}
    }

    /**
     * Reads what is to be judged, which takes long for a long prompt: never on an event loop.
     *
     * @param body of the call, as the client signed it
     */
    public Question question(Dialect dialect, byte[] body) {
        Prompt prompt = Prompt.of(dialect, body);
        if (prompt.isTokens()) {
            return new Question(new Verdict.Known(refused("cannot judge a prompt of token numbers; send it as text")));
        }
        ArrayNode texts = JudgedText.of(prompt);
        if (texts.isEmpty()) {
            return new Question(new Verdict.Known(Optional.empty()));
        }
        return new Question(
                new Verdict.Open(Buffer.buffer(Json.bytes(Json.object().set("input", texts)))));
    }

    private RequestOptions options() {
        BackendConfig at = config.connection();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(at.api().getHost())
                .setPort(at.port())
                .setURI(at.path(PATH))
                .setTimeout(config.timeout().toMillis())
                .putHeader("content-type", "application/json");
        at.bearer().ifPresent(bearer -> options.putHeader("authorization", bearer));
        return options;
    }

    /** @throws MalformedMessage if that is no verdict */
    private static Optional<ProtocolError> judged(int status, Buffer answer) {
        if (status / 100 == 4 && !ABOUT_US.contains(status)) {
            return refused("does not take this prompt");
        }
        if (status != 200) {
            throw new MalformedMessage("it answered " + status);
        }
        var results = Json.parseObject(answer.getBytes()).path("results");
        if (!results.isArray() || results.isEmpty()) {
            throw new MalformedMessage("it answered without results");
        }
        return results.valueStream().anyMatch(result -> result.path("flagged").asBoolean())
                ? refused("refuses this prompt")
                : Optional.empty();
    }

    private static Optional<ProtocolError> refused(String why) {
        return Optional.of(ProtocolError.of(
                ErrorCode.CONTENT_REFUSED,
                "the provider's moderation " + why + "; the round is void and costs nothing"));
    }

    @Override
    public void close() {
        Await.within(CLOSE_TIMEOUT, client.close(), "closing the connections to the moderation");
    }
}
