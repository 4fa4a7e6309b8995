package io.deopenchat.bridge.provider;

import io.deopenchat.openai.Dialect;
import io.deopenchat.sealing.AnswerForm;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Moves the byte log of a 200 answer to a sink, no faster than the sink takes it. Runs on the event loop that the response
 * belongs to.
 */
final class LogTransfer {
    private static final Duration WATCH_EVERY = Duration.ofMillis(250);

    private final HttpClientResponse response;
    private final LogSink sink;
    private final LogReader reader;
    private final AnswerMemory.Holding memory;
    private final Promise<ReceivedLog> ended = Promise.promise();
    private boolean paused;
    private long lastByteAt = System.nanoTime();

    private LogTransfer(
            HttpClientResponse response, Dialect dialect, AnswerForm form, AnswerMemory memory, LogSink sink) {
        this.response = response;
        this.sink = sink;
        this.reader = new LogReader(response, dialect, form, sink);
        this.memory = memory.begin();
        ended.future().onComplete(end -> letGo());
    }

    /** Must be called before control returns to the event loop after the head arrived, or bytes are lost. */
    static Future<ReceivedLog> receive(
            HttpClientResponse response, Dialect dialect, AnswerForm form, AnswerMemory memory, LogSink sink) {
        return receive(response, dialect, form, memory, sink, begun -> {});
    }

    /**
     * As {@link #receive(HttpClientResponse, Dialect, AnswerForm, AnswerMemory, LogSink)}, and gives up when nothing arrives for {@code idle} while it is read.
     * The timeout of Vert.x runs on while a slow sink keeps the response paused, and would cut a healthy round.
     */
    static Future<ReceivedLog> receive(
            HttpClientResponse response,
            Dialect dialect,
            AnswerForm form,
            AnswerMemory memory,
            LogSink sink,
            Vertx vertx,
            Duration idle) {
        return receive(response, dialect, form, memory, sink, begun -> begun.watchTheClock(vertx, idle));
    }

    private static Future<ReceivedLog> receive(
            HttpClientResponse response,
            Dialect dialect,
            AnswerForm form,
            AnswerMemory memory,
            LogSink sink,
            Consumer<LogTransfer> whenBegun) {
        try {
            LogTransfer transfer = new LogTransfer(response, dialect, form, memory, sink);
            transfer.begin();
            whenBegun.accept(transfer);
            return transfer.ended.future();
        } catch (RuntimeException unusable) {
            response.request().reset();
            return Future.failedFuture(unusable);
        }
    }

    private void begin() {
        sink.begin(reader.head());
        response.handler(piece -> orGiveUp(() -> take(piece)));
        response.exceptionHandler(ended::tryFail);
        response.endHandler(end -> orGiveUp(() -> ended.tryComplete(reader.end())));
    }

    private void watchTheClock(Vertx vertx, Duration idle) {
        long watch = vertx.setPeriodic(WATCH_EVERY.toMillis(), tick -> {
            if (!paused && System.nanoTime() - lastByteAt > idle.toNanos()) {
                giveUp(new TimeoutException("nothing arrived for " + idle.toSeconds() + " s"));
            }
        });
        ended.future().onComplete(end -> vertx.cancelTimer(watch));
    }

    private void take(Buffer piece) {
        if (ended.future().isComplete()) {
            return;
        }
        lastByteAt = System.nanoTime();
        reader.feed(piece);
        memory.holds(reader.held() + sink.waiting());
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
            giveUp(unusable);
        }
    }

    /** What a slow receiver has not taken is held until it has. */
    private void letGo() {
        if (sink.waiting() <= AnswerMemory.SMALL_BYTES) {
            memory.close();
        } else {
            sink.whenDrained(memory::close);
        }
    }

    private void giveUp(Exception reason) {
        if (ended.tryFail(reason)) {
            response.request().reset();
        }
    }

    private void resume() {
        paused = false;
        memory.holds(reader.held() + sink.waiting());
        lastByteAt = System.nanoTime();
        response.resume();
    }
}
