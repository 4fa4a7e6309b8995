package io.deopenchat.bridge.provider;

import io.deopenchat.bridge.config.Timeouts;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.MessageSigner;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;

/** Asks gateways single questions, for commands; a daemon may be running meanwhile. */
public final class GatewayProbe implements AutoCloseable {
    private static final long SECONDS_TO_CLOSE = 5;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = vertx.createHttpClient();
    private final Domain domain;
    private final MessageSigner client;
    private final EndpointPolicy endpoints;

    public GatewayProbe(Domain domain, MessageSigner client, EndpointPolicy endpoints) {
        this.domain = domain;
        this.client = client;
        this.endpoints = endpoints;
    }

    /** What a question to a provider's gateway came to; where it may not be asked, that counts as no answer. */
    public <T> Reply<T> ask(RegisteredProvider provider, BiFunction<GatewayClient, GatewayAddress, Reply<T>> question) {
        try {
            GatewayAddress gateway = endpoints.pinned(GatewayAddress.parse(provider.endpoint()), null);
            return question.apply(
                    new GatewayClient(
                            http, client, domain, provider.provider(), InstantSource.system(), Timeouts.DEFAULT),
                    gateway);
        } catch (IllegalArgumentException | UnknownProvider e) {
            return new Reply.Failed<>(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(SECONDS_TO_CLOSE, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the connections to gateways did not close: " + e.getMessage(), e);
        }
    }
}
