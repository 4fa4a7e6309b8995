package io.deopenchat.bridge.api;

import io.deopenchat.http.Answers;
import io.deopenchat.http.BodyReader;
import io.deopenchat.http.RequestThread;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a call on the event loop and hands it to a thread of its own: the one hop. */
final class CallReader {
    private final Vertx vertx;
    private final BodyReader bodies;
    private final RequestThread threads;
    private final InferenceHandler handler;
    private final InFlight inFlight;

    CallReader(Vertx vertx, BodyReader bodies, RequestThread threads, InferenceHandler handler, InFlight inFlight) {
        this.vertx = vertx;
        this.bodies = bodies;
        this.threads = threads;
        this.handler = handler;
        this.inFlight = inFlight;
    }

    void read(HttpServerRequest request, InferenceEndpoint endpoint) {
        if (!isJson(request.getHeader("content-type"))) {
            request.response().putHeader("connection", "close");
            Answers.error(
                    request.response(),
                    ProtocolError.of(
                            ErrorCode.UNSUPPORTED_ENCODING, "send the body with content-type application/json"));
            return;
        }
        AppAnswer answer = new AppAnswer(vertx.getOrCreateContext(), request.response());
        bodies.read(request, body -> threads.run(request, () -> serve(endpoint, body, answer)));
    }

    private void serve(InferenceEndpoint endpoint, byte[] body, AppAnswer answer) {
        inFlight.enter();
        try {
            handler.serve(endpoint, body, answer);
        } finally {
            inFlight.leave();
        }
    }

    /** A web page may send other types without asking first, so they are refused. */
    private static boolean isJson(@Nullable String contentType) {
        return contentType != null
                && contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }
}
