package io.deopenchat.gateway.backend;

import io.deopenchat.http.TraceParent;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one request to a backend: waits for its place, sends, and goes to another backend while nothing was answered.
 * Confined to one event loop.
 */
public final class Dispatch {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

    /** Another may do better. */
    private static final Set<Integer> TRY_ANOTHER = Set.of(401, 403, 429, 500, 502, 503, 504);

    /** The backend is out of order. Not so with 429 and 500: those a client can bring about with a request of its own. */
    private static final Set<Integer> OUT_OF_ORDER = Set.of(401, 403, 502, 503, 504);

    private final Vertx vertx;
    private final Context context;
    private final Backends backends;
    private final Place place;
    private final byte[] body;
    private final InferenceCall call;
    private @Nullable Sink sink;
    private volatile @Nullable Backend backend;
    private @Nullable BackendCall sent;
    private long sentAt;
    private boolean stopped;
    private long queueTimer = -1;

    /** Who waits for the answer. */
    public interface Sink {
        /**
         * A backend gets the request now.
         *
         * @return what it is told of the trace
         */
        Optional<TraceParent> sending(String backend);

        /** Nothing of the answer was read yet. */
        void answered(HttpClientResponse response);

        void failed(ProtocolError reason);
    }

    /** @param body as {@link BackendBody} made it */
    public Dispatch(Vertx vertx, Context context, Backends backends, Place place, byte[] body, InferenceCall call) {
        this.vertx = vertx;
        this.context = context;
        this.backends = backends;
        this.place = place;
        this.body = body;
        this.call = call;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // never fails: it is completed with a backend or not at all
    public void begin(Sink waiting) {
        sink = waiting;
        Duration maxWait = backends.maxWait();
        if (!place.backend().isDone()) {
            queueTimer = vertx.setTimer(maxWait.toMillis(), late -> waitedTooLong(maxWait));
        }
        place.backend().thenAccept(first -> context.runOnContext(tick -> send(first)));
    }

    private void waitedTooLong(Duration maxWait) {
        if (backend == null && !stopped) {
            finish();
            fail(ProtocolError.of(
                    ErrorCode.BACKEND_TIMEOUT,
                    "no backend was free within " + maxWait.toSeconds() + " s; the round is void"));
        }
    }

    /** Whether no backend has the request yet: it waits for a place or for a connection. */
    public boolean isUnsent() {
        return sent == null;
    }

    /** Of the backend that has the request. */
    public Optional<BackendConfig> limits() {
        return Optional.ofNullable(backend).map(Backend::config);
    }

    /**
     * How many tokens a text has for the backend that answered; empty if it does not say. Waits for it a little: the one
     * method that may be called from any thread but an event loop.
     */
    public OptionalLong countTokens(String text) {
        Backend answering = backend;
        return answering == null ? OptionalLong.empty() : answering.countTokens(call.model(), text);
    }

    /** When the present backend got the request, {@link System#nanoTime()}. */
    public long sentAt() {
        return sentAt;
    }

    private void send(Backend to) {
        if (stopped) {
            return;
        }
        vertx.cancelTimer(queueTimer);
        backend = to;
        sentAt = System.nanoTime();
        connecting(to).onSuccess(this::connected).onFailure(unreachable -> lost(BackendFailure.unreachable()));
    }

    private Future<BackendCall> connecting(Backend to) {
        try {
            return to.prepare(bodyFor(to), call, traceParent(to));
        } catch (RuntimeException unsendable) {
            LOG.error("backend {} cannot be called as it is configured", to, unsendable);
            return Future.failedFuture(unsendable);
        }
    }

    private Optional<TraceParent> traceParent(Backend to) {
        return sink == null ? Optional.empty() : sink.sending(to.toString());
    }

    private byte[] bodyFor(Backend to) {
        return BackendBody.renamed(body, call, to.profile().nameOf(call.model()));
    }

    private void connected(BackendCall underway) {
        if (stopped) {
            underway.stop();
            return;
        }
        sent = underway;
        underway.send()
                .onSuccess(this::responded)
                .onFailure(broken -> lost(BackendFailure.broken("ended its answer too early")));
    }

    private void responded(HttpClientResponse response) {
        if (stopped || sink == null) {
            return;
        }
        // Whoever reads on replaces this one.
        response.exceptionHandler(unread -> LOG.debug("backend {} broke off an answer that nobody reads", backend));
        if (OUT_OF_ORDER.contains(response.statusCode())) {
            place.failed();
        }
        if (TRY_ANOTHER.contains(response.statusCode()) && triesAnother("answered " + response.statusCode())) {
            return;
        }
        sink.answered(response);
    }

    private void lost(ProtocolError reason) {
        if (stopped) {
            return;
        }
        place.failed();
        if (!triesAnother("does not answer")) {
            fail(reason);
        }
    }

    private boolean triesAnother(String why) {
        Optional<Backend> next = place.another();
        next.ifPresent(to -> {
            LOG.info("backend {} {}, trying {}", backend, why, to);
            if (sent != null) {
                sent.stop();
                sent = null;
            }
            send(to);
        });
        return next.isPresent();
    }

    private void fail(ProtocolError reason) {
        if (sink != null) {
            sink.failed(reason);
        }
    }

    /** The backend gave something that a client takes. */
    public void works() {
        place.answered();
    }

    /** The backend took too long, broke off, or sent what is no answer, before it gave anything. */
    public void broke() {
        place.failed();
    }

    /** Nobody waits for the answer any more; the backend learns of it by the end of its connection. */
    public void stop() {
        finish();
        if (sent != null) {
            sent.stop();
        }
    }

    /** The answer is complete: the place is free for others. */
    public void finish() {
        stopped = true;
        vertx.cancelTimer(queueTimer);
        place.leave();
    }
}
