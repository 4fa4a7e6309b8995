package io.deopenchat.bridge.funds;

import io.deopenchat.bridge.config.Timeouts;
import io.deopenchat.bridge.provider.EndpointPolicy;
import io.deopenchat.bridge.provider.GatewayAddress;
import io.deopenchat.bridge.provider.GatewayClient;
import io.deopenchat.bridge.provider.ProviderDirectory;
import io.deopenchat.bridge.provider.Reply;
import io.deopenchat.bridge.provider.UnknownProvider;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.protocol.SignedRelease;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.MessageSigner;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks gateways for releases with the client key. The key signs an {@code Access} and nothing of the account's history, so a
 * daemon may hold it meanwhile: its gateway admits no round from then on, and gives no release while one is in flight.
 */
public final class GatewayReleases implements Releases, AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = vertx.createHttpClient();
    private final Domain domain;
    private final ProviderDirectory providers;
    private final MessageSigner client;
    private final EndpointPolicy endpoints;

    public GatewayReleases(Domain domain, ProviderDirectory providers, MessageSigner client, EndpointPolicy endpoints) {
        this.domain = domain;
        this.providers = providers;
        this.client = client;
        this.endpoints = endpoints;
    }

    @Override
    public Reply<SignedRelease> ask(Address provider) {
        try {
            String endpoint = providers
                    .provider(provider)
                    .map(RegisteredProvider::endpoint)
                    .orElse("");
            GatewayAddress gateway = endpoints.pinned(GatewayAddress.parse(endpoint), null);
            return new GatewayClient(http, client, domain, provider, InstantSource.system(), Timeouts.DEFAULT)
                    .release(gateway);
        } catch (IllegalArgumentException | UnknownProvider e) {
            return new Reply.Failed<>(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the connections to gateways did not close: " + e.getMessage(), e);
        }
    }
}
