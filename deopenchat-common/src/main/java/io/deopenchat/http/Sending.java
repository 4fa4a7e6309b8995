package io.deopenchat.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;

/**
 * Sends a whole request, and tells where that failed. The {@code send} of Vert.x looks at the answer alone: on a connection that
 * its other end closed a moment before, nothing is written, no answer comes, no handler is called, and whoever asked would wait
 * until the silence is long enough for a timeout of minutes.
 */
public final class Sending {
    private Sending() {}

    /** Without a body. */
    public static Future<HttpClientResponse> of(HttpClientRequest request) {
        return either(request, request.end());
    }

    public static Future<HttpClientResponse> of(HttpClientRequest request, Buffer body) {
        return either(request, request.end(body));
    }

    /** Completes in the same turn of the event loop as the answer, so that nothing of its body is missed. */
    private static Future<HttpClientResponse> either(HttpClientRequest request, Future<Void> written) {
        Promise<HttpClientResponse> answer = Promise.promise();
        request.response().onSuccess(answer::tryComplete).onFailure(answer::tryFail);
        written.onFailure(answer::tryFail);
        return answer.future();
    }
}
