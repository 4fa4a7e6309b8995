package io.deopenchat.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import java.net.URI;

/** What Vert.x itself costs: hands requests and answers over, and does nothing else. */
public final class NaiveProxy {
    private static final int MAX_CONNECTIONS = 2_048;

    private final HttpClient client;
    private final URI backend;

    private NaiveProxy(Vertx vertx, URI backend) {
        this.backend = backend;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setTcpNoDelay(true), new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS));
    }

    /** @param arguments URL of the backend */
    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx();
        NaiveProxy proxy = new NaiveProxy(vertx, URI.create(arguments[0]));
        vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0).setTcpNoDelay(true))
                .requestHandler(proxy::handle)
                .listen()
                .onSuccess(server -> System.out.println("naive proxy listening on " + server.actualPort()))
                .onFailure(NaiveProxy::giveUp);
    }

    private static void giveUp(Throwable why) {
        why.printStackTrace();
        Runtime.getRuntime().halt(1);
    }

    private void handle(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        request.body()
                .compose(body -> client.request(request.method(), backend.getPort(), backend.getHost(), request.uri())
                        .compose(call -> {
                            response.closeHandler(left -> call.reset());
                            return call.putHeader("content-type", "application/json")
                                    .send(body);
                        }))
                .onSuccess(answer -> pipe(answer, response))
                .onFailure(broken -> response.setStatusCode(502).end());
    }

    private static void pipe(HttpClientResponse answer, HttpServerResponse response) {
        response.setStatusCode(answer.statusCode());
        response.headers().setAll(answer.headers());
        answer.pipeTo(response).onFailure(broken -> response.reset());
    }
}
