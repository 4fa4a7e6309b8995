package io.deopenchat.bridge.api;

import io.deopenchat.bridge.provider.GatewayRefusal;
import io.deopenchat.bridge.provider.LogHead;
import io.deopenchat.bridge.provider.LogSink;
import io.deopenchat.http.Answers;
import io.deopenchat.openai.Dialect;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer to one application. What arrives within one turn of the event loop leaves in one write: a model that sends many
 * small events costs one system call and not many. Its fields are touched on its event loop only; the public methods that
 * other threads call hop there.
 */
final class AppAnswer implements LogSink {
    /** What the gateway asks for an answer that is not streamed; whether it is owed, its receipt's URL tells. */
    static final String COST_HEADER = "Deopenchat-Cost";

    private static final int TOO_MANY_REQUESTS = 429;

    /** Beyond it the gateway has to wait. One more piece fits, at most an event of the largest size. */
    static final int MAX_WAITING_BYTES = 64 * 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(AppAnswer.class);

    private final Context context;
    private final HttpServerResponse response;
    private final Dialect dialect;
    private final Patience patience;
    private @Nullable Buffer pending;
    private int waiting;
    private boolean isScheduled;
    private boolean isStream;
    private boolean hasEnded;
    private volatile boolean isGone;
    private volatile @Nullable Duration returnsWithin;
    private Runnable whenDrained = () -> {};
    private Runnable whenGone = () -> {};

    /** Must be made on the event loop of {@code context}, before the answer begins. */
    AppAnswer(Context context, HttpServerResponse response, Dialect dialect, Patience patience) {
        this.context = context;
        this.response = response;
        this.dialect = dialect;
        this.patience = patience;
        response.closeHandler(closed -> left());
        response.exceptionHandler(
                broken -> LOG.debug("the connection of an application broke: {}", broken.getMessage()));
    }

    Context context() {
        return context;
    }

    /** Says in the head of the answer which round it is. */
    void identify(RoundHead round) {
        context.runOnContext(now -> {
            if (!response.headWritten()) {
                response.headers().remove(COST_HEADER);
                round.putInto(response);
            }
        });
    }

    /** Whether it repeats a call that was given up. */
    boolean isRetry() {
        return patience.isRetry();
    }

    /** Within which time the application, which went away before it heard anything, asks again; empty if it will not. */
    Optional<Duration> returnsWithin() {
        return Optional.ofNullable(returnsWithin);
    }

    /** Runs {@code task} when the application closes its connection before the answer is complete, at once if it has. */
    void whenGone(Runnable task) {
        context.runOnContext(now -> {
            whenGone = task;
            if (isGone) {
                task.run();
            }
        });
    }

    private void left() {
        if (!hasEnded && !isGone) {
            if (pending == null && !response.headWritten()) {
                returnsWithin = patience.returnsWithin().orElse(null);
            }
            isGone = true;
            pending = null;
            whenGone.run();
            drained();
        }
    }

    private void drained() {
        Runnable resume = whenDrained;
        whenDrained = () -> {};
        resume.run();
    }

    @Override
    public void begin(LogHead head) {
        if (isGone) {
            return;
        }
        isStream = head.isStream();
        response.putHeader("content-type", head.contentType());
        response.headers().remove(COST_HEADER);
        head.cost().ifPresent(cost -> response.putHeader(COST_HEADER, cost.toString()));
        if (isStream) {
            // leaves with the first byte, like that of a whole answer: until then the call can still be taken elsewhere
            response.putHeader("cache-control", "no-cache").putHeader("x-accel-buffering", "no");
        }
    }

    @Override
    public void write(Buffer bytes) {
        if (isGone || hasEnded) {
            return;
        }
        waiting += bytes.length();
        pending = pending == null
                ? bytes
                : Buffer.buffer(pending.length() + bytes.length())
                        .appendBuffer(pending)
                        .appendBuffer(bytes);
        if (!isScheduled) {
            isScheduled = true;
            context.runOnContext(turn -> flush());
        }
    }

    /** Writes what arrived on another event loop, and says when there is room for more. */
    void take(Buffer bytes, Runnable whenRoom) {
        context.runOnContext(now -> {
            write(bytes);
            if (isFull()) {
                whenDrained(whenRoom);
            } else {
                whenRoom.run();
            }
        });
    }

    private void flush() {
        isScheduled = false;
        if (pending != null && !isGone && !hasEnded) {
            Buffer piece = pending;
            pending = null;
            if (!response.headWritten()) {
                response.setChunked(true);
            }
            leaving(piece.length(), response.write(piece));
        }
    }

    private void leaving(int bytes, Future<Void> written) {
        written.onFailure(AppAnswer::lost).onComplete(done -> {
            waiting -= bytes;
            if (!isFull()) {
                drained();
            }
        });
    }

    @Override
    public int waiting() {
        return isGone ? 0 : waiting;
    }

    @Override
    public boolean isFull() {
        return waiting() >= MAX_WAITING_BYTES;
    }

    @Override
    public void whenDrained(Runnable resume) {
        whenDrained = resume;
    }

    @Override
    public void end() {
        if (!isGone && !hasEnded) {
            hasEnded = true;
            Buffer last = pending == null ? Buffer.buffer() : pending;
            pending = null;
            leaving(last.length(), response.end(last));
        }
    }

    /** The gateway refused: its status and code are passed on. */
    void refuse(GatewayRefusal refusal) {
        context.runOnContext(now -> {
            if (response.headWritten()) {
                cut();
                return;
            }
            if (isGone) {
                return;
            }
            hasEnded = true;
            response.setStatusCode(refusal.status()).putHeader("content-type", "application/json");
            if (refusal.retryAfter() != null) {
                response.putHeader("retry-after", refusal.retryAfter());
            } else if (refusal.status() == TOO_MANY_REQUESTS) {
                response.putHeader("retry-after", "1");
            } else {
                response.putHeader("x-should-retry", "false");
            }
            response.end(Buffer.buffer(Json.bytes(dialect.errorBody(refusal.toJson()))))
                    .onFailure(AppAnswer::lost);
        });
    }

    /** This side refuses, or failed before the answer began. */
    void refuse(ProtocolError error) {
        context.runOnContext(now -> {
            if (response.headWritten()) {
                fail(error);
                return;
            }
            hasEnded = true;
            Answers.error(response, error, dialect.errorBody(error.toJson()));
        });
    }

    /** As {@link #refuse(ProtocolError)}, where nothing was signed away and trying again may help. */
    void refuseForNow(ProtocolError error) {
        context.runOnContext(now -> {
            if (response.headWritten()) {
                fail(error);
            } else if (!isGone) {
                hasEnded = true;
                response.setStatusCode(error.code().status())
                        .putHeader("content-type", "application/json")
                        .end(Buffer.buffer(Json.bytes(dialect.errorBody(error.toJson()))))
                        .onFailure(AppAnswer::lost);
            }
        });
    }

    /** The answer cannot be completed. A stream says so and ends without its last event; anything else is cut. */
    void fail(ProtocolError error) {
        context.runOnContext(now -> {
            if (!response.headWritten()) {
                refuse(error);
            } else if (isStream) {
                write(Buffer.buffer(dialect.errorEvent(error)));
                end();
            } else {
                cut();
            }
        });
    }

    /** The application must not take half an answer for a whole one. */
    private void cut() {
        if (!hasEnded && !isGone) {
            hasEnded = true;
            response.reset().onFailure(AppAnswer::lost);
        }
    }

    private static void lost(Throwable failure) {
        LOG.debug("an answer did not reach its application: {}", failure.getMessage());
    }
}
