package io.deopenchat.gateway.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/**
 * Writes a body that is known as a whole in slices, no faster than its reader takes them: a reader of a large one is then seen
 * to go on, or to have stopped.
 */
final class WholeAnswer {
    static final int SLICE_BYTES = 64 * 1_024;
    private static final Buffer NOTHING = Buffer.buffer();

    private final HttpServerResponse response;
    private final Buffer tail;
    private final Runnable whenSent;
    private Buffer body;
    private int next;

    private WholeAnswer(HttpServerResponse response, Buffer body, Buffer tail, Runnable whenSent) {
        this.response = response;
        this.body = body;
        this.tail = tail;
        this.whenSent = whenSent;
    }

    /**
     * May be called from any thread; the head must be complete but for the length.
     *
     * @param whenSent hears that nothing of the body is needed any more
     */
    static void send(HttpServerResponse response, Buffer body, Runnable whenSent) {
        send(response, body, NOTHING, whenSent);
    }

    /** @param tail follows the body */
    static void send(HttpServerResponse response, Buffer body, Buffer tail, Runnable whenSent) {
        WholeAnswer answer = new WholeAnswer(response, body, tail, whenSent);
        response.setWriteQueueMaxSize(RoundResponse.WRITE_QUEUE_BYTES);
        if (!response.isChunked()) {
            response.putHeader("content-length", Integer.toString(body.length() + tail.length()));
        }
        response.drainHandler(drained -> answer.pump());
        answer.pump();
    }

    private synchronized void pump() {
        while (!response.ended() && !response.closed() && !response.writeQueueFull()) {
            int end = Math.min(next + SLICE_BYTES, body.length());
            if (end < body.length()) {
                response.write(body.slice(next, end));
                next = end;
            } else {
                end(body.slice(next, end));
            }
        }
    }

    private void end(Buffer last) {
        // the connection may keep this until its next request
        body = NOTHING;
        next = 0;
        if (tail.length() > 0) {
            response.write(last);
            response.end(tail).onComplete(sent -> whenSent.run());
        } else {
            response.end(last).onComplete(sent -> whenSent.run());
        }
    }
}
