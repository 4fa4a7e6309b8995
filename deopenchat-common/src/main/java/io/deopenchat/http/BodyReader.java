package io.deopenchat.http;

import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Collects a request body on the event loop, up to a size and within a time. All bodies that are being collected share one
 * bound too: who sends one need not have proved yet who they are.
 */
public final class BodyReader {
    public static final Duration DEFAULT_TIME_LIMIT = Duration.ofMinutes(2);
    static final int LARGEST_BODIES_AT_ONCE = 8;
    static final Duration LINGER = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final int maxBytes;
    private final Duration timeLimit;
    private final AtomicLong collected = new AtomicLong();

    public BodyReader(Vertx vertx, int maxBytes, Duration timeLimit) {
        this.vertx = vertx;
        this.maxBytes = maxBytes;
        this.timeLimit = timeLimit;
    }

    /** Calls {@code whenWhole} on the event loop with the exact bytes, or answers with the error itself. */
    public void read(HttpServerRequest request, Consumer<byte[]> whenWhole) {
        String encoding = request.getHeader("content-encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            refuse(
                    request,
                    ProtocolError.of(
                            ErrorCode.UNSUPPORTED_ENCODING,
                            "send the body without Content-Encoding, not '" + encoding + "'"));
            return;
        }
        if (declaredLength(request) > maxBytes) {
            refuse(request, tooLarge());
            return;
        }
        new Collection(request, whenWhole).begin();
    }

    private ProtocolError tooLarge() {
        return ProtocolError.of(
                ErrorCode.REQUEST_TOO_LARGE, "the body is larger than the limit of " + maxBytes + " bytes");
    }

    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader("content-length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException absurd) {
            return Long.MAX_VALUE;
        }
    }

    /**
     * Answers, and ends the connection when the rest of the body has come or a moment later. Until then what arrives is
     * forgotten: a connection that is closed with unread bytes may take the answer with it.
     */
    private void refuse(HttpServerRequest request, ProtocolError error) {
        if (request.version() == HttpVersion.HTTP_2) {
            refuseStream(request, error);
            return;
        }
        request.response().putHeader("connection", "close");
        Answers.error(request.response(), error);
        long timer =
                vertx.setTimer(LINGER.toMillis(), late -> request.connection().close());
        request.handler(piece -> {});
        request.endHandler(end -> {
            vertx.cancelTimer(timer);
            request.connection().close();
        });
    }

    /** Other requests share the connection: only the stream ends. */
    private void refuseStream(HttpServerRequest request, ProtocolError error) {
        Answers.error(request.response(), error);
        long timer =
                vertx.setTimer(LINGER.toMillis(), late -> request.response().reset());
        request.handler(piece -> {});
        request.endHandler(end -> vertx.cancelTimer(timer));
    }

    private final class Collection {
        private final HttpServerRequest request;
        private final Consumer<byte[]> whenWhole;
        private final Buffer body = Buffer.buffer();
        private boolean over;
        private long timer;

        private Collection(HttpServerRequest request, Consumer<byte[]> whenWhole) {
            this.request = request;
            this.whenWhole = whenWhole;
        }

        private void begin() {
            timer = vertx.setTimer(
                    timeLimit.toMillis(),
                    late -> stop(ProtocolError.of(
                            ErrorCode.INVALID_REQUEST,
                            "the body did not arrive within " + timeLimit.toSeconds() + " s")));
            request.handler(this::append);
            request.endHandler(end -> finish());
            request.exceptionHandler(broken -> giveUp());
        }

        private void append(Buffer piece) {
            if (over) {
                return;
            }
            if ((long) body.length() + piece.length() > maxBytes) {
                stop(tooLarge());
                return;
            }
            if (collected.addAndGet(piece.length()) > (long) LARGEST_BODIES_AT_ONCE * maxBytes) {
                collected.addAndGet(-piece.length());
                stop(ProtocolError.of(ErrorCode.CAPACITY_EXCEEDED, "too many large requests arrive at the same time"));
                return;
            }
            body.appendBuffer(piece);
        }

        private void stop(ProtocolError error) {
            giveUp();
            refuse(request, error);
        }

        private void giveUp() {
            if (!over) {
                over = true;
                vertx.cancelTimer(timer);
                collected.addAndGet(-body.length());
            }
        }

        private void finish() {
            if (!over) {
                giveUp();
                whenWhole.accept(body.getBytes());
            }
        }
    }
}
