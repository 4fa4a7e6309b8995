package io.deopenchat.http;

import io.deopenchat.protocol.MalformedMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** Collects an answer up to a bound; a longer one than any honest server gives is cut off. */
public final class BoundedBody {
    private BoundedBody() {}

    /** Fails with {@link MalformedMessage}, and ends the connection, where the answer is longer than {@code maxBytes}. */
    public static Future<Buffer> of(HttpClientResponse response, int maxBytes) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(piece -> {
            if (body.length() + piece.length() <= maxBytes) {
                body.appendBuffer(piece);
            } else if (whole.tryFail(new MalformedMessage("longer than " + maxBytes + " bytes"))) {
                response.request().reset();
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(body));
        return whole.future();
    }
}
