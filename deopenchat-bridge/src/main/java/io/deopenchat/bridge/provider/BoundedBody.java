package io.deopenchat.bridge.provider;

import io.deopenchat.protocol.MalformedMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** Collects an answer that is not a byte log; a longer one than any honest gateway gives is cut off. */
final class BoundedBody {
    static final int MAX_BYTES = 8 * 1024 * 1024;

    private BoundedBody() {}

    static Future<Buffer> of(HttpClientResponse response) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(piece -> {
            if (body.length() + piece.length() <= MAX_BYTES) {
                body.appendBuffer(piece);
            } else if (whole.tryFail(new MalformedMessage("longer than " + MAX_BYTES + " bytes"))) {
                response.request().reset();
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(body));
        return whole.future();
    }
}
