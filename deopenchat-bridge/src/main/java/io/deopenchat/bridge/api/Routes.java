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
import java.util.function.Consumer;

/** The route table of the bridge. Every path also works without {@code /v1}, as many clients expect. */
final class Routes {
    private static final String VERSION = "/v1";

    private Routes() {}

    /** The guard stands before the router, which takes a request without a host for an error of this program. */
    static Handler<HttpServerRequest> of(
            Vertx vertx,
            LocalGuard guard,
            Callers callers,
            CallReader calls,
            ModelsHandler models,
            ReceiptsHandler receipts,
            Consumer<HttpServerRequest> metrics) {
        Router router = table(vertx, callers, calls, models, receipts, metrics);
        return request -> {
            if (guard.admits(request)) {
                router.handle(request);
            }
        };
    }

    private static Router table(
            Vertx vertx,
            Callers callers,
            CallReader calls,
            ModelsHandler models,
            ReceiptsHandler receipts,
            Consumer<HttpServerRequest> metrics) {
        Router router = Router.router(vertx);
        for (String prefix : List.of(VERSION, "")) {
            for (InferenceEndpoint endpoint : InferenceEndpoint.values()) {
                router.post(prefix + endpoint.path().substring(VERSION.length()))
                        .handler(call -> callers.identify(call.request())
                                .ifPresent(application -> calls.read(call.request(), endpoint, application)));
            }
            router.get(prefix + "/models")
                    .handler(call ->
                            callers.identify(call.request()).ifPresent(application -> models.list(call.response())));
            router.getWithRegex(prefix + "/models/(?<model>.+)")
                    .handler(call -> callers.identify(call.request())
                            .ifPresent(application ->
                                    models.one(call.response(), String.valueOf(call.pathParam("model")))));
        }
        router.get(ReceiptsHandler.ROUTE)
                .handler(call -> callers.identify(call.request())
                        .ifPresent(application -> receipts.one(
                                call.request(),
                                callers.readableBy(application),
                                String.valueOf(call.pathParam("provider")),
                                String.valueOf(call.pathParam("sequence")))));
        router.get("/metrics")
                .handler(call ->
                        callers.identify(call.request()).ifPresent(application -> metrics.accept(call.request())));
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
