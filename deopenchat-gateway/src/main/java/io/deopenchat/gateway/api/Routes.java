package io.deopenchat.gateway.api;

import io.deopenchat.http.Answers;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** The route table of the gateway. */
final class Routes {
    private Routes() {}

    static Router of(Vertx vertx, InferenceHandler inference, AccountHandlers account, PublicHandlers open) {
        Router router = Router.router(vertx);
        for (InferenceEndpoint endpoint : InferenceEndpoint.values()) {
            router.post(endpoint.path()).handler(call -> inference.handle(call.request(), endpoint));
        }
        router.get("/v1/models").handler(call -> open.models(call.response()));
        router.getWithRegex("/v1/models/(?<model>.+)")
                .handler(call -> open.model(call.response(), parameter(call, "model")));

        router.get(Headers.PROVIDER_PATH).handler(call -> open.provider(call.response()));
        router.get(Headers.ACCOUNT_PATH).handler(call -> account.account(call.request()));
        router.get(Headers.ENCRYPTION_KEY_PATH).handler(call -> account.encryptionKey(call.request()));
        router.post(Headers.CONFIRMATIONS_PATH).handler(call -> account.confirmation(call.request()));
        router.get(Headers.ROUNDS_PATH + ":sequence")
                .handler(call -> account.round(call.request(), parameter(call, "sequence")));
        router.delete(Headers.ROUNDS_PATH + ":sequence")
                .handler(call -> account.cancel(call.request(), parameter(call, "sequence")));
        router.post(Headers.RELEASE_PATH).handler(call -> account.release(call.request()));

        router.errorHandler(404, Routes::unknown);
        router.errorHandler(405, Routes::wrongMethod);
        router.errorHandler(500, Routes::failed);
        return router;
    }

    private static String parameter(RoutingContext call, String name) {
        String value = call.pathParam(name);
        if (value == null) {
            throw new IllegalStateException("the route has no parameter " + name);
        }
        return value;
    }

    private static void failed(RoutingContext call) {
        Throwable cause = call.failure();
        Answers.unexpected(call.response(), cause == null ? new IllegalStateException("no cause given") : cause);
    }

    private static void unknown(RoutingContext call) {
        Answers.error(
                call.response(),
                ProtocolError.of(
                        ErrorCode.UNKNOWN_URL,
                        "unknown URL: " + call.request().method() + " " + call.normalizedPath()));
    }

    private static void wrongMethod(RoutingContext call) {
        Answers.error(
                call.response(),
                ProtocolError.of(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        call.request().method() + " is not allowed for " + call.normalizedPath()));
    }
}
