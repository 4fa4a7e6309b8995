package io.deopenchat.bridge.api;

import io.deopenchat.http.Answers;
import io.deopenchat.http.BodyReader;
import io.deopenchat.http.RequestThread;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.ContentHash;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.Optional;

/** Reads a call on the event loop and hands it to a thread of its own: the one hop. */
final class CallReader {
    private static final ProtocolError NOT_THIS_FORM = ProtocolError.of(
            ErrorCode.INVALID_REQUEST, "the body must begin with the boundary that the content-type header names");

    private final Vertx vertx;
    private final BodyReader bodies;
    private final RequestThread threads;
    private final InferenceHandler handler;
    private final InFlight inFlight;
    private final HeldRounds held;
    private final InstantSource clock;

    CallReader(
            Vertx vertx,
            BodyReader bodies,
            RequestThread threads,
            InferenceHandler handler,
            InFlight inFlight,
            HeldRounds held,
            InstantSource clock) {
        this.vertx = vertx;
        this.bodies = bodies;
        this.threads = threads;
        this.handler = handler;
        this.inFlight = inFlight;
        this.held = held;
        this.clock = clock;
    }

    void read(HttpServerRequest request, InferenceEndpoint endpoint, String application) {
        BodyType type = BodyType.of(endpoint);
        Optional<ProtocolError> refusal = type.refusalOf(request);
        if (refusal.isPresent()) {
            request.response().putHeader("connection", "close");
            Answers.error(request.response(), refusal.get());
            return;
        }
        AppAnswer answer = new AppAnswer(
                vertx.getOrCreateContext(), request.response(), endpoint.dialect(), Patience.of(request, clock));
        String contentType = String.valueOf(request.getHeader("content-type"));
        bodies.read(
                request,
                body -> threads.run(request, () -> {
                    if (type.isOf(body, contentType)) {
                        serve(endpoint, body, application, answer);
                    } else {
                        answer.refuse(NOT_THIS_FORM);
                    }
                }));
    }

    private void serve(InferenceEndpoint endpoint, byte[] body, String application, AppAnswer answer) {
        AskedCall asked = new AskedCall(application, ContentHash.of(InferenceEndpoint.METHOD, endpoint.path(), body));
        if (answer.isRetry() && held.join(asked, answer)) {
            return;
        }
        inFlight.enter();
        try {
            handler.serve(endpoint, body, new Seat(asked, held, answer));
        } finally {
            inFlight.leave();
        }
    }
}
