package io.deopenchat.http;

import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Collects a request body on the event loop, up to a size and within a time. All bodies that are being collected share one
 * bound too: who sends one need not have proved yet who they are.
 */
public final class BodyReader {
    public static final Duration DEFAULT_TIME_LIMIT = Duration.ofMinutes(2);
    static final int LARGEST_BODIES_AT_ONCE = 8;

    /** Less than this is nobody's line: it is somebody who wants to hold a connection for as long as a body may take. */
    static final int LEAST_BYTES_PER_SECOND = 1_024;

    static final Duration GRACE = Duration.ofSeconds(10);
    static final Duration LINGER = Duration.ofSeconds(1);

    /** What curl says with a body of a megabyte or more: it sends it when it is told to, or after a second. */
    private static final String WAITS = "100-continue";

    private final Vertx vertx;
    private final int maxBytes;
    private final Duration timeLimit;
    private final Duration grace;
    private final ByteBudget budget;

    public BodyReader(Vertx vertx, int maxBytes, Duration timeLimit) {
        this(vertx, maxBytes, timeLimit, GRACE);
    }

    /** @param budget of all bodies that arrive or are held at the same time */
    public BodyReader(Vertx vertx, int maxBytes, Duration timeLimit, ByteBudget budget) {
        this(vertx, maxBytes, timeLimit, GRACE, budget);
    }

    /** @param grace from then on the body must have come at {@value #LEAST_BYTES_PER_SECOND} bytes a second on average */
    BodyReader(Vertx vertx, int maxBytes, Duration timeLimit, Duration grace) {
        this(vertx, maxBytes, timeLimit, grace, new ByteBudget((long) LARGEST_BODIES_AT_ONCE * maxBytes));
    }

    private BodyReader(Vertx vertx, int maxBytes, Duration timeLimit, Duration grace, ByteBudget budget) {
        this.budget = budget;
        this.grace = grace;
        this.vertx = vertx;
        this.maxBytes = maxBytes;
        this.timeLimit = timeLimit;
    }

    /** Calls {@code whenWhole} on the event loop with the exact bytes, or answers with the error itself. */
    public void read(HttpServerRequest request, Consumer<byte[]> whenWhole) {
        readHeld(request, body -> {
            body.close();
            whenWhole.accept(body.bytes());
        });
    }

    /** Like {@link #read}; the body counts against the budget until {@code whenWhole} closes it. */
    public void readHeld(HttpServerRequest request, Consumer<HeldBody> whenWhole) {
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
    public void refuse(HttpServerRequest request, ProtocolError error) {
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
        private final Consumer<HeldBody> whenWhole;
        private Buffer body = Buffer.buffer();
        private boolean over;
        private final long beganAt = System.nanoTime();
        private long timer;
        private long pace;

        private Collection(HttpServerRequest request, Consumer<HeldBody> whenWhole) {
            this.request = request;
            this.whenWhole = whenWhole;
        }

        private void begin() {
            timer = vertx.setTimer(
                    timeLimit.toMillis(),
                    late -> stop(ProtocolError.of(
                            ErrorCode.INVALID_REQUEST,
                            "the body did not arrive within " + timeLimit.toSeconds() + " s")));
            pace = vertx.setPeriodic(grace.toMillis(), grace.dividedBy(10).toMillis() + 1, tick -> watchThePace());
            request.handler(this::append);
            request.endHandler(end -> finish());
            request.exceptionHandler(broken -> giveUp());
            if (WAITS.equalsIgnoreCase(request.getHeader("expect"))) {
                request.response().writeContinue();
            }
        }

        private void watchThePace() {
            Duration sinceBegin = Duration.ofNanos(System.nanoTime() - beganAt);
            if (body.length() < sinceBegin.toMillis() * LEAST_BYTES_PER_SECOND / 1_000) {
                stop(ProtocolError.of(
                        ErrorCode.INVALID_REQUEST,
                        "the body comes too slowly: " + body.length() + " bytes in " + sinceBegin.toSeconds()
                                + " s, at least " + LEAST_BYTES_PER_SECOND + " bytes a second are expected"));
            }
        }

        private void append(Buffer piece) {
            if (over) {
                return;
            }
            if ((long) body.length() + piece.length() > maxBytes) {
                stop(tooLarge());
                return;
            }
            if (!budget.take(piece.length())) {
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
                end();
                budget.giveBack(body.length());
            }
        }

        private void end() {
            over = true;
            vertx.cancelTimer(timer);
            vertx.cancelTimer(pace);
        }

        private void finish() {
            if (!over) {
                end();
                byte[] whole = body.getBytes();
                // this outlives the request: a large body would be kept twice while it is answered
                body = Buffer.buffer();
                whenWhole.accept(new HeldBody(whole, budget));
            }
        }
    }
}
