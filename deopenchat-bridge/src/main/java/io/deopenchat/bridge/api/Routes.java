package io.deopenchat.bridge.api;

import io.deopenchat.http.Answers;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The route table of the bridge. Every path also works without {@code /v1}, as many clients expect. */
final class Routes {
    private static final String VERSION = "/v1";

    private Routes() {}

    /** The guard stands before the router, which takes a request without a host for an error of this program. */
    static Handler<HttpServerRequest> of(Vertx vertx, LocalGuard guard, CallReader calls, ModelsHandler models) {
        Router router = table(vertx, calls, models);
        return request -> {
            if (guard.admits(request)) {
                router.handle(request);
            }
        };
    }

    private static Router table(Vertx vertx, CallReader calls, ModelsHandler models) {
        Router router = Router.router(vertx);
        for (String prefix : List.of(VERSION, "")) {
            for (InferenceEndpoint endpoint : InferenceEndpoint.values()) {
                router.post(prefix + endpoint.path().substring(VERSION.length()))
                        .handler(call -> calls.read(call.request(), endpoint));
            }
            router.get(prefix + "/models").handler(call -> models.list(call.response()));
            router.getWithRegex(prefix + "/models/(?<model>.+)")
                    .handler(call -> models.one(call.response(), String.valueOf(call.pathParam("model"))));
        }
        router.errorHandler(404, Routes::unknown);
        router.errorHandler(405, Routes::wrongMethod);
        router.errorHandler(500, Routes::unexpected);
        return router;
    }

    private static void unknown(RoutingContext call) {
        Answers.error(
                call.response(),
                ProtocolError.of(
                        ErrorCode.UNKNOWN_URL,
                        "unknown URL: " + call.request().method() + " " + call.normalizedPath()));
    }

    private static void unexpected(RoutingContext call) {
        Throwable failure = call.failure();
        Answers.unexpected(call.response(), failure == null ? new IllegalStateException("no cause") : failure);
    }

    private static void wrongMethod(RoutingContext call) {
        Answers.error(
                call.response(),
                ProtocolError.of(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        call.request().method() + " is not allowed for " + call.normalizedPath()));
    }
}
