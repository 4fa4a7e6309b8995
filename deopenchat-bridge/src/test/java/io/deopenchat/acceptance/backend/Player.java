package io.deopenchat.acceptance.backend;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/** Plays the steps of an answer on the event loop of its connection, one after the other, until the reader goes away. */
final class Player {
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Context context;
    private final Counters counters;
    private boolean dropped;

    Player(HttpServerRequest request, Context context, Counters counters) {
        this.request = request;
        this.response = request.response();
        this.context = context;
        this.counters = counters;
    }

    void play(List<Step> steps) {
        response.closeHandler(closed -> {
            if (!response.ended() && !dropped) {
                counters.aborted.add();
            }
        });
        Future<Void> played = Future.succeededFuture();
        for (Step step : steps) {
            played = played.compose(done -> response.closed() ? Future.failedFuture("the reader is gone") : play(step));
        }
    }

    private Future<Void> play(Step step) {
        return switch (step) {
            case Step.Head head -> head(head);
            case Step.Send send -> response.write(send.bytes());
            case Step.Repeat repeat -> repeat(repeat);
            case Step.WaitAt wait -> onContext(wait.gate().arrive());
            case Step.End end -> response.end().onSuccess(done -> counters.completed.add());
            case Step.Drop drop -> drop();
            case Step.Hang hang -> Promise.<Void>promise().future();
        };
    }

    private Future<Void> head(Step.Head head) {
        counters.opened.add();
        response.setStatusCode(head.status());
        head.headers().forEach(response::putHeader);
        if (!head.headers().containsKey("content-length")) {
            response.setChunked(true);
        }
        return response.writeHead();
    }

    private Future<Void> repeat(Step.Repeat repeat) {
        Promise<Void> all = Promise.promise();
        repeat(repeat.bytes(), repeat.times(), all);
        return all.future();
    }

    /** Every write waits for the one before it to reach the socket, and for its turn on the event loop. */
    private void repeat(Buffer bytes, long times, Promise<Void> all) {
        if (times == 0) {
            all.complete();
        } else {
            response.write(bytes.copy()).onFailure(all::fail).onSuccess(written -> {
                counters.repeated.add();
                context.runOnContext(turn -> repeat(bytes, times - 1, all));
            });
        }
    }

    private Future<Void> drop() {
        dropped = true;
        counters.dropped.add();
        return request.connection().close();
    }

    /** The test opens a gate from a thread of its own. */
    private Future<Void> onContext(Future<Void> gate) {
        Promise<Void> here = Promise.promise();
        gate.onComplete(opened -> context.runOnContext(now -> here.complete()));
        return here.future();
    }

    /** What became of the requests. */
    static final class Counters {
        final Tally calls = new Tally("calls");
        final Tally opened = new Tally("opened answers");
        final Tally completed = new Tally("completed answers");
        final Tally dropped = new Tally("dropped connections");
        final Tally repeated = new Tally("repeated writes");
        final Tally aborted = new Tally("aborted answers");
    }
}
