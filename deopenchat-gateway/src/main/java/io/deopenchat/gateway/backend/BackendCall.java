package io.deopenchat.gateway.backend;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;

/** A call that the backend is working on. */
public final class BackendCall {
    private final HttpClientRequest request;

    BackendCall(HttpClientRequest request) {
        this.request = request;
    }

    public Future<HttpClientResponse> response() {
        return request.response();
    }

    /** Ends the connection, which is how a backend learns that nobody waits for the answer. */
    public void stop() {
        request.reset();
    }
}
