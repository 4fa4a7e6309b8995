package io.deopenchat.gateway.backend;

import io.deopenchat.http.Sending;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;

/** A call with a connection of its own, and from {@link #send} on the backend's work. */
public final class BackendCall {
    private final HttpClientRequest request;
    private final Buffer body;

    BackendCall(HttpClientRequest request, Buffer body) {
        this.request = request;
        this.body = body;
    }

    Future<HttpClientResponse> send() {
        return Sending.of(request, body);
    }

    /** Ends the connection, which is how a backend learns that nobody waits for the answer. */
    public void stop() {
        request.reset();
    }
}
