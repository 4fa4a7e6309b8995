package io.deopenchat.bridge.provider;

import io.deopenchat.bridge.config.Timeouts;
import io.deopenchat.http.BoundedBody;
import io.deopenchat.http.Sending;
import io.deopenchat.openai.Dialect;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.sealing.AnswerForm;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Carries a signed request to a gateway, and the answer's byte log to whoever asked. All bytes of a round stay on the event
 * loop of the context that it is given.
 */
public final class Relay {
    private static final int OK = 200;

    /** Vert.x counts its timers from 0. */
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final HttpClient http;
    private final Timeouts timeouts;

    public Relay(Vertx vertx, HttpClient http, Timeouts timeouts) {
        this.vertx = vertx;
        this.http = http;
        this.timeouts = timeouts;
    }

    /**
     * May be called from any thread.
     *
     * @param form in which the answer must come
     */
    public Passage carry(
            Context context,
            GatewayAddress gateway,
            InferenceEndpoint endpoint,
            SignedRequest signed,
            Parcel parcel,
            AnswerForm form,
            AnswerMemory memory,
            LogSink sink) {
        RequestOptions options = Requests.to(
                        gateway, HttpMethod.POST, endpoint.path(), timeouts.connect(), timeouts.firstByte())
                .putHeader("content-type", parcel.contentType())
                .putHeader(Headers.REQUEST, signed.header())
                .putHeader(Headers.SIGNATURE, signed.signature().toString());
        Passage passage = new Passage(context, endpoint.dialect(), form, memory, sink);
        context.runOnContext(now -> passage.begin(options, parcel.bytes()));
        return passage;
    }

    /** One request on its way. Its fields are touched on the event loop of its context only. */
    public final class Passage {
        private final Context context;
        private final Dialect dialect;
        private final AnswerForm form;
        private final AnswerMemory memory;
        private final LogSink sink;
        private final CompletableFuture<Delivery> delivery = new CompletableFuture<>();
        private @Nullable HttpClientRequest request;
        private boolean abandoned;
        private long timer = NO_TIMER;

        private Passage(Context context, Dialect dialect, AnswerForm form, AnswerMemory memory, LogSink sink) {
            this.context = context;
            this.dialect = dialect;
            this.form = form;
            this.memory = memory;
            this.sink = sink;
        }

        /** Always completes, within the time limit of a round, and never exceptionally: every failure is a value. */
        public CompletableFuture<Delivery> delivery() {
            return delivery;
        }

        /**
         * Nobody waits for the answer any more. What has not been sent stays here; a request that has gets a short time to
         * end with its receipt, which the gateway was asked for.
         */
        public void abandon() {
            context.runOnContext(now -> {
                abandoned = true;
                stopAfter(timeouts.cancellation(), "the cancelled round did not end in time");
            });
        }

        private void begin(RequestOptions options, Buffer body) {
            stopAfter(timeouts.round(), "the round did not end in time");
            http.request(options)
                    .onSuccess(connected -> orBreak(connected, () -> send(connected, body)))
                    .onFailure(failure -> finish(new Delivery.NotSent(Failures.reason(failure))));
        }

        private void send(HttpClientRequest connected, Buffer body) {
            if (abandoned || delivery.isDone()) {
                connected.reset();
                finish(new Delivery.NotSent("the application went away"));
                return;
            }
            request = connected;
            Sending.of(connected, body)
                    .onSuccess(response -> orBreak(connected, () -> answered(response)))
                    .onFailure(this::broken);
        }

        /** Vert.x only logs what a handler throws, and whoever waits for the delivery would wait on. */
        private void orBreak(HttpClientRequest connected, Runnable step) {
            try {
                step.run();
            } catch (RuntimeException unexpected) {
                connected.reset();
                broken(unexpected);
            }
        }

        private void answered(HttpClientResponse response) {
            if (response.statusCode() != OK) {
                response.request().idleTimeout(timeouts.idle().toMillis());
                BoundedBody.of(response, GatewayClient.MAX_REFUSAL_BYTES)
                        .onSuccess(body -> finish(new Delivery.Refused(GatewayRefusal.read(response, body.getBytes()))))
                        .onFailure(this::broken);
                return;
            }
            response.request().idleTimeout(timeouts.round().toMillis());
            LogTransfer.receive(response, dialect, form, memory, sink, vertx, timeouts.idle())
                    .onSuccess(log -> finish(new Delivery.Ended(log)))
                    .onFailure(this::broken);
        }

        private void broken(Throwable failure) {
            finish(new Delivery.Broken(Failures.reason(failure)));
        }

        private void stopAfter(Duration time, String reason) {
            vertx.cancelTimer(timer);
            timer = vertx.setTimer(time.toMillis(), late -> {
                finish(new Delivery.Broken(reason));
                if (request != null) {
                    request.reset();
                }
            });
        }

        private void finish(Delivery end) {
            vertx.cancelTimer(timer);
            delivery.complete(end);
        }
    }
}
