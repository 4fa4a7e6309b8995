package io.deopenchat.gateway.api;

import io.deopenchat.gateway.config.TlsConfig;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.http.Await;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.SignedRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Clients that go away in the middle of a round, behind TLS, at a gateway whose backend has one place. Each call says how
 * long it took until the backend was free of the round, or the queue.
 */
final class LeavingClients implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration BETWEEN_LOOKS = Duration.ofNanos(100_000);
    private static final int ROUNDS_OF_A_CLIENT = 100;
    private static final String QUESTION = "{\"model\":\"" + Offer.MODEL
            + "\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    private static final String WHOLE = QUESTION + "}";
    private static final String STREAM = QUESTION + ",\"stream\":true}";

    private final Vertx vertx = Vertx.vertx();
    private final TestGateway gateway;
    private final Map<HttpVersion, HttpClientAgent> agents = new EnumMap<>(HttpVersion.class);
    private int departures;
    private int rounds;
    private ClientKey client = new ClientKey("nobody yet");

    enum Phase {
        QUEUED,
        BEFORE_THE_FIRST_BYTE,
        STREAMING,
        NOT_STREAMING
    }

    LeavingClients(Path directory) throws IOException {
        SelfSigned made = SelfSigned.in(directory.resolve("made"));
        gateway = new TestGateway(directory, new TlsConfig(made.certificate(), made.key()), 1);
    }

    /** More than 200 ends of streams in 30 s look like an attack, and end the connection with all its streams. */
    private void connectAnew() {
        agents.values().forEach(agent -> Await.within(SOON, agent.close(), "closing"));
        for (HttpVersion version : new HttpVersion[] {HttpVersion.HTTP_1_1, HttpVersion.HTTP_2}) {
            agents.put(version, vertx.createHttpClient(options(version)));
        }
    }

    private HttpClientOptions options(HttpVersion version) {
        return new HttpClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setUseAlpn(true)
                .setProtocolVersion(version)
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(gateway.port());
    }

    TestGateway gateway() {
        return gateway;
    }

    /** A client that asks, comes as far as the phase, and goes. */
    Duration leaves(Phase phase, HttpVersion version) {
        if (departures++ % ROUNDS_OF_A_CLIENT == 0) {
            connectAnew();
        }
        return switch (phase) {
            case QUEUED -> leavesTheQueue(version);
            case BEFORE_THE_FIRST_BYTE -> leavesTheBackend(version, STREAM, call -> call);
            case STREAMING ->
                leavesTheBackend(version, STREAM, call -> call.beginsStream().says("Hel"));
            case NOT_STREAMING ->
                leavesTheBackend(
                        version, WHOLE, call -> call.begins("application/json").sends("{"));
        };
    }

    private interface Beginning {
        TestBackend.Call of(TestBackend.Call call);
    }

    private Duration leavesTheBackend(HttpVersion version, String body, Beginning beginning) {
        Asked asked = asks(version, body);
        TestBackend.Call call = beginning.of(gateway.backend().next());
        if (body.equals(STREAM) && call.response().headWritten()) {
            Await.within(SOON, asked.answer(), "answering");
        }
        long left = System.nanoTime();
        asked.request().reset();
        call.awaitEndOfConnection();
        Duration took = Duration.ofNanos(System.nanoTime() - left);
        isEmpty(0);
        nobodyElseIsAsked();
        return took;
    }

    private Duration leavesTheQueue(HttpVersion version) {
        Asked seated = asks(version, STREAM);
        TestBackend.Call call = gateway.backend().next();
        Asked waiting = asks(version, STREAM);
        comesTrue("the second one waits", () -> gateway.rounds().inFlight() == 2);
        long left = System.nanoTime();
        waiting.request().reset();
        isEmpty(1);
        Duration took = Duration.ofNanos(System.nanoTime() - left);
        seated.request().reset();
        call.awaitEndOfConnection();
        isEmpty(0);
        nobodyElseIsAsked();
        return took;
    }

    private void nobodyElseIsAsked() {
        if (gateway.backend().waiting() != 0) {
            throw new AssertionError("the backend was asked for somebody who had left");
        }
    }

    private void isEmpty(int butFor) {
        comesTrue("the round has ended", () -> gateway.rounds().inFlight() == butFor);
    }

    private static void comesTrue(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain: " + what);
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private HttpClientAgent connected(HttpVersion version) {
        return Objects.requireNonNull(agents.get(version), "connected before anybody asks");
    }

    private record Asked(HttpClientRequest request, Future<HttpClientResponse> answer) {}

    private Asked asks(HttpVersion version, String body) {
        Wish wish = gateway.wish(nextClient(), 1 + rounds++ % ROUNDS_OF_A_CLIENT, body);
        SignedRequest signed = wish.signed();
        HttpClientRequest request = Await.within(
                SOON,
                connected(version).request(HttpMethod.POST, wish.endpoint().path()),
                "connecting");
        Future<HttpClientResponse> answer = request.putHeader(Headers.REQUEST, signed.header())
                .putHeader(Headers.SIGNATURE, signed.signature().toString())
                .putHeader("content-type", "application/json")
                .send(body);
        return new Asked(request, answer);
    }

    /** Nobody here ever confirms, so nobody may come too often. */
    private ClientKey nextClient() {
        if (rounds % ROUNDS_OF_A_CLIENT == 0) {
            client = new ClientKey("client " + rounds);
            gateway.accounts()
                    .update(Escrow.of(client, 100_000_000)
                            .owner(client.address())
                            .state());
        }
        return client;
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        Await.within(SOON, vertx.close(), "closing");
    }
}
