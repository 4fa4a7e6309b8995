package io.deopenchat.gateway.api;

import io.deopenchat.gateway.backend.Backend;
import io.deopenchat.gateway.backend.BackendConfig;
import io.deopenchat.gateway.backend.BackendPlan;
import io.deopenchat.gateway.backend.Backends;
import io.deopenchat.gateway.round.LiveRound;
import io.deopenchat.gateway.round.UnpaidRounds;
import io.deopenchat.http.Await;
import io.deopenchat.http.BodyReader;
import io.deopenchat.http.RequestThread;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.time.Duration;

/**
 * The gateway without signatures and ledger, as a program: reads, dispatches, meters and writes with the same classes.
 * {@code scripts/bench} measures beside it what the money costs. It listens on loopback and gives its backend away.
 */
public final class UnpaidGateway {
    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();
    private final BodyReader bodies = new BodyReader(vertx, MAX_BODY_BYTES, BodyReader.DEFAULT_TIME_LIMIT);
    private final RequestThread threads = new RequestThread("gw");
    private final UnpaidRounds rounds;

    private UnpaidGateway(BackendPlan plan) {
        rounds = new UnpaidRounds(vertx, new Backends(plan, profile -> new Backend(vertx, profile)));
    }

    /** @param arguments URL of the backend */
    public static void main(String[] arguments) {
        System.out.println("gateway without money listening on "
                + new UnpaidGateway(BackendPlan.of(BackendConfig.of(URI.create(arguments[0]), null))).listen());
    }

    private int listen() {
        Router routes = Router.router(vertx);
        for (InferenceEndpoint endpoint : InferenceEndpoint.values()) {
            routes.post(endpoint.path()).handler(call -> answer(call.request(), endpoint));
        }
        HttpServer server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0).setTcpNoDelay(true))
                .requestHandler(routes);
        Await.within(START_TIMEOUT, server.listen(), "listening");
        return server.actualPort();
    }

    private void answer(HttpServerRequest request, InferenceEndpoint endpoint) {
        Context context = vertx.getOrCreateContext();
        bodies.read(
                request,
                body -> threads.run(request, () -> {
                    LiveRound round = rounds.begin(InferenceCall.parse(endpoint, body), body, context);
                    RoundResponse.follow(round, request.response());
                }));
    }
}
