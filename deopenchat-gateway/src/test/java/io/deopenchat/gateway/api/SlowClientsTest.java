package io.deopenchat.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.config.AccessConfig;
import io.deopenchat.gateway.config.ClientFiles;
import io.deopenchat.gateway.config.Patience;
import io.deopenchat.gateway.config.TlsConfig;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Eventually;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.TestBackend;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Callers that hold a connection and do not use it, on real sockets. */
@Timeout(120)
class SlowClientsTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PROMPT = "\"model\":\"" + Offer.MODEL
            + "\",\"max_tokens\":5000,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";
    private static final String STREAM = "{" + PROMPT + ",\"stream\":true}";
    private static final int RECEIVE_BUFFER = 4_096;

    private static final String EVENT = "data: " + TestBackend.delta("x".repeat(60_000)) + "\n\n";

    /** More than sockets and write queues hold, and less than an answer may have. */
    private static final int EVENTS = 700;

    private static final int WHOLE_ANSWER = 45_000_000;

    private final ClientKey client = new ClientKey("client");
    private final Vertx vertx = Vertx.vertx();
    private final Path directory;

    /** One that nothing refers to is closed by the collector. */
    private final List<HttpClientAgent> clients = new ArrayList<>();

    private @Nullable TestGateway running;

    SlowClientsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void close() throws IOException {
        gateway().close();
        Await.within(SOON, vertx.close(), "closing");
    }

    private void starts(Duration head, Duration idle, Duration reader) {
        starts(new Patience(head, idle, reader), null);
    }

    private void starts(Patience patience, @Nullable TlsConfig tls) {
        starts(0, patience, tls);
    }

    private void starts(int maxConnections, Patience patience, @Nullable TlsConfig tls) {
        running = new TestGateway(
                directory, tls, new AccessConfig(maxConnections, 0, 0, 0, List.of(), patience, ClientFiles.NONE));
        gateway().accounts().update(Escrow.of(client, 100_000_000).state());
    }

    private TestGateway gateway() {
        return Objects.requireNonNull(running);
    }

    private TlsConfig certificate() throws IOException {
        SelfSigned made = SelfSigned.in(directory);
        return new TlsConfig(made.certificate(), made.key());
    }

    @Test
    void aConnectionThatSendsNothingIsClosed() throws IOException {
        starts(SHORT, LONG, LONG);

        assertThat(gateway().connect().isClosedByTheOtherSide()).isTrue();
    }

    @Test
    void aHeadThatNeverEndsIsNotWaitedFor() throws IOException {
        starts(SHORT, LONG, LONG);
        TestConnection slow = gateway().connect().sendRaw("GET /v1/models HTTP/1.1\r\nhost: gateway\r\nx-a: b\r\n");

        assertThat(slow.isClosedByTheOtherSide()).isTrue();
    }

    @Test
    void aHandshakeThatNeverEndsIsNotWaitedFor() throws IOException {
        starts(new Patience(SHORT, LONG, LONG), certificate());

        assertThat(gateway().connect().isClosedByTheOtherSide()).isTrue();
    }

    @Test
    void aConnectionIsKeptForTheNextRequestForAWhile() throws IOException {
        starts(LONG, SHORT, LONG);
        TestConnection connection = gateway().connect();
        for (int i = 0; i < 2; i++) {
            connection.send("GET", "/v1/models", Map.of(), new byte[0]);
            assertThat(connection.head().status()).isEqualTo(200);
            connection.readAll();
            connection.next();
        }

        assertThat(connection.isClosedByTheOtherSide()).isTrue();
    }

    @Test
    void aStreamMayBeSilentForLongerThanAConnectionMayBeIdle() throws IOException {
        starts(SHORT, SHORT, LONG);
        TestConnection stream = gateway().post(gateway().wish(client, 1, STREAM));
        TestBackend.Call call = gateway().backend().next().beginsStream().says("Hel");
        stream.head();
        stream.readUntil("Hel");

        assertThat(gateway().connect().isClosedByTheOtherSide()).isTrue();
        assertThat(gateway().connect().isClosedByTheOtherSide()).isTrue();

        call.says("lo").usage(7, 2).done();
        stream.readUntil("event: " + Headers.RECEIPT_EVENT);
    }

    @Test
    void aReaderThatTakesNothingOfAStreamCountsAsGone() throws IOException {
        starts(LONG, LONG, SHORT);
        gateway()
                .post(
                        gateway().connect(RECEIVE_BUFFER),
                        gateway().wish(client, 1, STREAM).maxCost(1_000_000));
        TestBackend.Call call = gateway().backend().next().beginsStream();

        flood(call);

        call.awaitEndOfConnection();
        isCancelled(1);
    }

    /** The round is over when it was written; what remains is to send it. */
    @Test
    void aReaderThatTakesNothingOfAWholeAnswerCountsAsGone() throws IOException {
        starts(1, new Patience(LONG, LONG, SHORT), null);
        gateway()
                .post(
                        gateway().connect(RECEIVE_BUFFER),
                        gateway().wish(client, 1, "{" + PROMPT + "}").maxCost(1_000_000));

        gateway().backend().next().answers(TestBackend.completion("x".repeat(WHOLE_ANSWER), 7, 2));

        Eventually.holds("there is a place for the next", this::isServed);
    }

    private boolean isServed() {
        try (TestConnection next = gateway().connect()) {
            return next.send("GET", "/v1/models", Map.of(), new byte[0]).head().status() == 200;
        } catch (IOException noPlace) {
            return false;
        }
    }

    /** Never waits: what the gateway does not take is not written. */
    private static void flood(TestBackend.Call call) {
        flood(call, new AtomicInteger(EVENTS));
    }

    private static void flood(TestBackend.Call call, AtomicInteger left) {
        call.response().drainHandler(drained -> flood(call, left));
        while (!call.response().closed() && !call.response().writeQueueFull() && left.getAndDecrement() > 0) {
            call.response().write(EVENT).onFailure(closed -> {});
        }
    }

    private void isCancelled(long sequence) throws IOException {
        Eventually.holds(
                "the round is billed",
                () -> gateway().rounds().inFlight(client.address(), sequence).isEmpty());
        TestConnection fetched = gateway().access(client, "GET", Headers.ROUNDS_PATH + sequence);
        assertThat(fetched.head().status()).isEqualTo(200);
        String text = fetched.readAll().toString();
        assertThat(text)
                .contains("event: " + Headers.RECEIPT_EVENT)
                .contains("\"status\":\"1\"")
                .doesNotContain("[DONE]");
    }

    /** Over HTTP/2 the stream alone ends. */
    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void aReaderBehindTlsCountsAsGone(HttpVersion version) throws Exception {
        starts(new Patience(LONG, LONG, SHORT), certificate());
        HttpClientAgent http = speaking(version);
        CountDownLatch paused = new CountDownLatch(1);
        HttpClientRequest request = signed(http);
        Future<HttpClientResponse> answered = request.send(STREAM);
        answered.onSuccess(response -> {
            response.pause();
            paused.countDown();
        });
        TestBackend.Call call = gateway().backend().next().beginsStream().says("Hel");
        assertThat(paused.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();

        flood(call);

        call.awaitEndOfConnection();
        Eventually.holds(
                "the round is billed",
                () -> gateway().rounds().inFlight(client.address(), 1).isEmpty());
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void idleConnectionsBehindTlsAreClosed(HttpVersion version) throws Exception {
        starts(new Patience(LONG, SHORT, LONG), certificate());
        CountDownLatch closed = new CountDownLatch(1);
        HttpClientRequest request =
                Await.within(SOON, speaking(version).request(HttpMethod.GET, "/v1/models"), "connecting");
        request.connection().closeHandler(gone -> closed.countDown());

        assertThat(Await.within(SOON, request.send(), "answering").statusCode()).isEqualTo(200);

        assertThat(closed.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private HttpClientAgent speaking(HttpVersion version) {
        HttpClientAgent http = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setUseAlpn(true)
                .setProtocolVersion(version)
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(gateway().port()));
        clients.add(http);
        return http;
    }

    private HttpClientRequest signed(HttpClientAgent http) {
        SignedRequest signed =
                gateway().wish(client, 1, STREAM).maxCost(1_000_000).signed();
        return Await.within(SOON, http.request(HttpMethod.POST, "/v1/chat/completions"), "connecting")
                .putHeader(Headers.REQUEST, signed.header())
                .putHeader(Headers.SIGNATURE, signed.signature().toString())
                .putHeader("content-type", "application/json");
    }
}
