package io.deopenchat.gateway.backend;

import io.deopenchat.http.Await;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;

/** The OpenAI-compatible server. Only what it needs is sent to it: no header of the client. */
public final class Backend implements AutoCloseable {
    static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    static final int MAX_CONNECTIONS = 1_024;
    static final int MAX_HEADER_BYTES = 32 * 1_024;

    private final BackendConfig config;
    private final HttpClientAgent client;

    public Backend(Vertx vertx, BackendConfig config) {
        this.config = config;
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout((int) config.connect().toMillis())
                        .setDecompressionSupported(false)
                        .setMaxHeaderSize(MAX_HEADER_BYTES)
                        .setTcpNoDelay(true)
                        .setSsl(config.isSecure()),
                new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS));
    }

    public BackendConfig config() {
        return config;
    }

    /**
     * Sends the call from the current event loop.
     *
     * @param body as {@link BackendBody} made it
     */
    public Future<BackendCall> send(byte[] body, InferenceCall call) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(InferenceEndpoint.METHOD))
                .setHost(config.api().getHost())
                .setPort(config.port())
                .setURI(config.path(call.endpoint().path()))
                .putHeader("content-type", "application/json")
                .putHeader("accept", call.stream() ? "text/event-stream" : "application/json");
        config.bearer().ifPresent(bearer -> options.putHeader("authorization", bearer));
        Buffer toSend = Buffer.buffer(body);
        return client.request(options).map(request -> {
            request.end(toSend);
            return new BackendCall(request);
        });
    }

    @Override
    public void close() {
        Await.within(CLOSE_TIMEOUT, client.close(), "closing the connections to the backend");
    }
}
