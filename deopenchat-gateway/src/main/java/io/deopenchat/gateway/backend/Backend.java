package io.deopenchat.gateway.backend;

import io.deopenchat.http.ArrayBuffer;
import io.deopenchat.http.Await;
import io.deopenchat.http.TraceParent;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** The OpenAI-compatible server. Only what it needs is sent to it: no header of the client. */
public final class Backend implements AutoCloseable {
    static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    /** For probes, beside the requests. */
    static final int SPARE_CONNECTIONS = 4;

    static final int MAX_HEADER_BYTES = 32 * 1_024;
    static final String MODELS = "/v1/models";

    private final BackendProfile profile;
    private final HttpClientAgent client;

    public Backend(Vertx vertx, BackendProfile profile) {
        this.profile = profile;
        this.client = vertx.createHttpClient(
                options(config()), new PoolOptions().setHttp1MaxSize(profile.capacity() + SPARE_CONNECTIONS));
    }

    static HttpClientOptions options(BackendConfig config) {
        return new HttpClientOptions()
                .setConnectTimeout((int) config.connect().toMillis())
                .setDecompressionSupported(false)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setTcpNoDelay(true)
                .setSsl(config.isSecure());
    }

    public BackendProfile profile() {
        return profile;
    }

    public BackendConfig config() {
        return profile.connection();
    }

    /**
     * Connects from the current event loop. Nothing is sent: whoever asked for the call may have left meanwhile.
     *
     * @param body as {@link BackendBody} made it
     * @param trace where this gateway's work belongs in a trace, if it is traced
     */
    Future<BackendCall> prepare(byte[] body, InferenceCall call, Optional<TraceParent> trace) {
        RequestOptions options = to(InferenceEndpoint.METHOD, call.endpoint().path())
                .putHeader("content-type", call.endpoint().contentType(body))
                .putHeader("accept", call.stream() ? "text/event-stream" : "*/*");
        trace.ifPresent(parent -> options.putHeader(TraceParent.HEADER, parent.header()));
        Buffer toSend = ArrayBuffer.of(body);
        return client.request(options).map(request -> new BackendCall(request, toSend));
    }

    /**
     * How many tokens a text has for a listed model; empty if this backend does not count any, or not in time. Waits: never
     * on an event loop.
     */
    OptionalLong countTokens(String model, String text) {
        Optional<Tokenizer> tokenizer = profile.countsWith();
        return tokenizer.isEmpty()
                ? OptionalLong.empty()
                : new TokenQuestion(client, to("POST", Tokenizer.PATH), tokenizer.get())
                        .ask(profile.nameOf(model), text);
    }

    /** The status of the cheapest question that every backend answers; the rest of the answer is not read. */
    Future<Integer> probe(Duration timeout) {
        return client.request(to("GET", MODELS).setTimeout(timeout.toMillis()))
                .compose(request -> request.send()
                        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .map(Backend::statusAlone)
                        .onComplete(known -> request.reset()));
    }

    /** What is broken off behind it is no fault. */
    private static int statusAlone(HttpClientResponse response) {
        response.exceptionHandler(brokenOff -> {});
        return response.statusCode();
    }

    private RequestOptions to(String method, String path) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(method))
                .setHost(config().api().getHost())
                .setPort(config().port())
                .setURI(config().path(path));
        config().bearer().ifPresent(bearer -> options.putHeader("authorization", bearer));
        return options;
    }

    @Override
    public void close() {
        Await.within(CLOSE_TIMEOUT, client.close(), "closing the connections to backend " + profile.name());
    }

    @Override
    public String toString() {
        return profile.name();
    }
}
