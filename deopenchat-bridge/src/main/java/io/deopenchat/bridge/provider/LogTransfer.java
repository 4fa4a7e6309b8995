package io.deopenchat.bridge.provider;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/**
 * Moves the byte log of a 200 answer to a sink, no faster than the sink takes it. Runs on the event loop that the response
 * belongs to.
 */
final class LogTransfer {
    private final HttpClientResponse response;
    private final LogSink sink;
    private final LogReader reader;
    private final Promise<ReceivedLog> ended = Promise.promise();
    private boolean paused;

    private LogTransfer(HttpClientResponse response, LogSink sink) {
        this.response = response;
        this.sink = sink;
        this.reader = new LogReader(response, sink);
    }

    /** Must be called before control returns to the event loop after the head arrived, or bytes are lost. */
    static Future<ReceivedLog> receive(HttpClientResponse response, LogSink sink) {
        LogTransfer transfer;
        try {
            transfer = new LogTransfer(response, sink);
        } catch (RuntimeException malformedHead) {
            response.request().reset();
            return Future.failedFuture(malformedHead);
        }
        return transfer.begin();
    }

    private Future<ReceivedLog> begin() {
        sink.begin(LogReader.contentType(response));
        response.handler(piece -> orGiveUp(() -> take(piece)));
        response.exceptionHandler(ended::tryFail);
        response.endHandler(end -> orGiveUp(() -> ended.tryComplete(reader.end())));
        return ended.future();
    }

    private void take(Buffer piece) {
        if (ended.future().isComplete()) {
            return;
        }
        reader.feed(piece);
        if (sink.isFull() && !paused) {
            paused = true;
            response.pause();
            sink.whenDrained(this::resume);
        }
    }

    /** What arrived is a stranger's: when it breaks a bound or the protocol, nothing more of it is read. */
    private void orGiveUp(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException unusable) {
            if (ended.tryFail(unusable)) {
                response.request().reset();
            }
        }
    }

    private void resume() {
        paused = false;
        response.resume();
    }
}
