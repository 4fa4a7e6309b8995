package io.deopenchat.gateway.backend;

import com.fasterxml.jackson.databind.node.TextNode;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.Optional;
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
    private @Nullable Backend backend;
    private @Nullable BackendCall sent;
    private long sentAt;
    private boolean stopped;
    private long queueTimer = -1;

    /** Who waits for the answer. */
    public interface Sink {
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
        sending(to).onSuccess(this::sent).onFailure(unreachable -> lost(BackendFailure.unreachable()));
    }

    private Future<BackendCall> sending(Backend to) {
        try {
            return to.send(bodyFor(to), call);
        } catch (RuntimeException unsendable) {
            LOG.error("backend {} cannot be called as it is configured", to, unsendable);
            return Future.failedFuture(unsendable);
        }
    }

    private byte[] bodyFor(Backend to) {
        String name = to.profile().nameOf(call.model());
        return name.equals(call.model()) ? body : JsonEdit.set(body, "model", Json.text(TextNode.valueOf(name)));
    }

    private void sent(BackendCall underway) {
        if (stopped) {
            underway.stop();
            return;
        }
        sent = underway;
        underway.response()
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
