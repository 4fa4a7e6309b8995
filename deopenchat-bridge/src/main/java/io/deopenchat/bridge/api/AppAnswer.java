package io.deopenchat.bridge.api;

import io.deopenchat.bridge.provider.GatewayRefusal;
import io.deopenchat.bridge.provider.LogSink;
import io.deopenchat.http.Answers;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.signing.Address;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer to one application. What arrives within one turn of the event loop leaves in one write: a model that sends many
 * small events costs one system call and not many. Its fields are touched on its event loop only; the public methods that
 * other threads call hop there.
 */
final class AppAnswer implements LogSink {
    static final String PROVIDER_HEADER = "Deopenchat-Provider";
    static final String SEQUENCE_HEADER = "Deopenchat-Sequence";

    private static final int TOO_MANY_REQUESTS = 429;
    private static final Logger LOG = LoggerFactory.getLogger(AppAnswer.class);

    private final Context context;
    private final HttpServerResponse response;
    private @Nullable Buffer pending;
    private boolean isScheduled;
    private boolean isStream;
    private boolean hasEnded;
    private volatile boolean isGone;
    private Runnable whenDrained = () -> {};
    private Runnable whenGone = () -> {};

    /** Must be made on the event loop of {@code context}, before the answer begins. */
    AppAnswer(Context context, HttpServerResponse response) {
        this.context = context;
        this.response = response;
        response.closeHandler(closed -> left());
        response.exceptionHandler(
                broken -> LOG.debug("the connection of an application broke: {}", broken.getMessage()));
        response.drainHandler(drained -> drained());
    }

    Context context() {
        return context;
    }

    /** Says in the head of the answer which round it is. */
    void identify(Address provider, long sequence) {
        context.runOnContext(now -> {
            if (!response.headWritten()) {
                response.putHeader(PROVIDER_HEADER, provider.toString())
                        .putHeader(SEQUENCE_HEADER, Long.toString(sequence));
            }
        });
    }

    boolean isGone() {
        return isGone;
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
    public void begin(String contentType) {
        if (isGone) {
            return;
        }
        isStream = contentType.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
        response.putHeader("content-type", contentType);
        if (isStream) {
            response.putHeader("cache-control", "no-cache")
                    .putHeader("x-accel-buffering", "no")
                    .setChunked(true)
                    .writeHead()
                    .onFailure(AppAnswer::lost);
        }
    }

    @Override
    public void write(Buffer bytes) {
        if (isGone || hasEnded) {
            return;
        }
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

    private void flush() {
        isScheduled = false;
        if (pending != null && !isGone && !hasEnded) {
            Buffer piece = pending;
            pending = null;
            if (!response.headWritten()) {
                response.setChunked(true);
            }
            response.write(piece).onFailure(AppAnswer::lost);
        }
    }

    @Override
    public boolean isFull() {
        return !isGone && !hasEnded && response.writeQueueFull();
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
            response.end(last).onFailure(AppAnswer::lost);
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
            if (refusal.status() == TOO_MANY_REQUESTS) {
                response.putHeader("retry-after", refusal.retryAfter() == null ? "1" : refusal.retryAfter());
            } else {
                response.putHeader("x-should-retry", "false");
            }
            response.end(Buffer.buffer(Json.bytes(refusal.toJson()))).onFailure(AppAnswer::lost);
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
            Answers.error(response, error);
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
                        .end(Buffer.buffer(Json.bytes(error.toJson())))
                        .onFailure(AppAnswer::lost);
            }
        });
    }

    /** The answer cannot be completed. A stream says so and ends without {@code [DONE]}; anything else is cut. */
    void fail(ProtocolError error) {
        context.runOnContext(now -> {
            if (!response.headWritten()) {
                refuse(error);
            } else if (isStream) {
                write(Buffer.buffer("data: " + Json.text(error.toJson()) + "\n\n"));
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
