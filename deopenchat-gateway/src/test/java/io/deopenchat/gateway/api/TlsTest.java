package io.deopenchat.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.config.TlsConfig;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Eventually;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.http.Await;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.SignedRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gateway behind its own certificate, in both versions of HTTP. */
@Timeout(120)
class TlsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String STREAM = "{\"model\":\"" + Offer.MODEL
            + "\",\"max_tokens\":50,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private final Vertx vertx = Vertx.vertx();
    private final ClientKey client = new ClientKey("client");
    private final Path certificate;
    private final Path key;
    private final TestGateway gateway;

    /** One that nothing refers to is closed by the collector. */
    private final List<HttpClientAgent> clients = new ArrayList<>();

    private long seconds = 1_000;

    TlsTest(@TempDir Path directory) throws IOException {
        certificate = directory.resolve("certificate.pem");
        key = directory.resolve("key.pem");
        replaceCertificate();
        gateway = new TestGateway(directory, new TlsConfig(certificate, key));
        gateway.accounts().update(Escrow.of(client, 1_000_000).state());
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
        Await.within(SOON, vertx.close(), "closing");
    }

    /** Another pair of keys; in one step for each file, as programs that renew certificates do it. */
    private void replaceCertificate() throws IOException {
        SelfSigned made = SelfSigned.in(certificate.resolveSibling("made"));
        seconds++;
        copy(made.key(), key);
        copy(made.certificate(), certificate);
    }

    private void copy(Path from, Path to) throws IOException {
        Path whole = to.resolveSibling(to.getFileName() + ".new");
        Files.copy(from, whole);
        Files.setLastModifiedTime(whole, FileTime.fromMillis(seconds * 1_000));
        Files.move(whole, to, StandardCopyOption.REPLACE_EXISTING);
    }

    private HttpClientAgent held(HttpClientAgent http) {
        clients.add(http);
        return http;
    }

    private HttpClientAgent speaking(HttpVersion version) {
        return held(vertx.createHttpClient(options(version)));
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

    private HttpClientRequest request(HttpClientAgent http, String method, String path) {
        return Await.within(SOON, http.request(HttpMethod.valueOf(method), path), "connecting");
    }

    private HttpClientRequest signed(HttpClientAgent http, Wish wish) {
        SignedRequest signed = wish.signed();
        return request(http, "POST", wish.endpoint().path())
                .putHeader(Headers.REQUEST, signed.header())
                .putHeader(Headers.SIGNATURE, signed.signature().toString())
                .putHeader("content-type", "application/json");
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void aRoundIsServedAndBilled(HttpVersion version) {
        HttpClientRequest request = signed(speaking(version), gateway.wish(client, 1, STREAM));
        Future<Buffer> answer = request.send(STREAM).compose(HttpClientResponse::body);
        gateway.backend().next().beginsStream().says("Hello").usage(7, 1).done();

        String text = Await.within(SOON, answer, "answering").toString();

        assertThat(request.version()).isEqualTo(version);
        assertThat(text).contains("Hello").contains("data: [DONE]").contains("event: " + Headers.RECEIPT_EVENT);
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void aClientThatLeavesStopsTheBackend(HttpVersion version) {
        HttpClientRequest request = signed(speaking(version), gateway.wish(client, 1, STREAM));
        Future<HttpClientResponse> answered = request.send(STREAM);
        TestBackend.Call call = gateway.backend().next().beginsStream().says("Hel");
        Await.within(SOON, answered, "answering");

        request.reset();

        call.awaitEndOfConnection();
        Eventually.holds(
                "the round is billed",
                () -> gateway.rounds().inFlight(client.address(), 1).isEmpty());
    }

    /** Also that of a stranger, where a proxy puts many clients on one connection. */
    @Test
    void aBodyThatIsRefusedEndsNoOtherRequest() {
        HttpClientAgent http = onOneConnection();
        Future<Buffer> answer =
                signed(http, gateway.wish(client, 1, STREAM)).send(STREAM).compose(HttpClientResponse::body);
        TestBackend.Call call = gateway.backend().next().beginsStream().says("Hel");

        HttpClientRequest wrong = request(http, "POST", "/v1/chat/completions").putHeader("content-encoding", "gzip");
        HttpClientResponse refused = Await.within(SOON, wrong.send("{}"), "answering");
        assertThat(refused.statusCode()).isEqualTo(415);

        call.says("lo").usage(7, 2).done();
        assertThat(Await.within(SOON, answer, "answering").toString()).contains("data: [DONE]");
    }

    /** A bridge that gives up everything in its window at once, more than once, must not lose what it still wants. */
    @Test
    void manyCancelledStreamsEndNoOtherOnTheirConnection() {
        HttpClientAgent http = onOneConnection();
        Future<Buffer> answer =
                signed(http, gateway.wish(client, 1, STREAM)).send(STREAM).compose(HttpClientResponse::body);
        TestBackend.Call call = gateway.backend().next().beginsStream().says("Hel");

        reset(http, GatewayServer.MAX_RESETS - 1);

        call.says("lo").usage(7, 2).done();
        assertThat(Await.within(SOON, answer, "answering").toString()).contains("data: [DONE]");
    }

    @Test
    void aRapidResetEndsItsConnection() {
        HttpClientAgent http = onOneConnection();
        HttpClientRequest first = request(http, "POST", "/v1/chat/completions");
        Promise<Void> ended = Promise.promise();
        first.connection().closeHandler(closed -> ended.complete());
        first.connection().goAwayHandler(goAway -> ended.tryComplete());
        first.reset();

        for (int i = 0; i <= GatewayServer.MAX_RESETS && !ended.future().isComplete(); i++) {
            reset(http, 1);
        }

        Await.within(SOON, ended.future(), "ending the connection");
    }

    private HttpClientAgent onOneConnection() {
        return held(vertx.createHttpClient(options(HttpVersion.HTTP_2), new PoolOptions().setHttp2MaxSize(1)));
    }

    /** Each has begun, and its body will never come. */
    private void reset(HttpClientAgent http, int streams) {
        for (int i = 0; i < streams; i++) {
            HttpClientRequest request =
                    request(http, "POST", "/v1/chat/completions").putHeader("content-length", "1000");
            request.exceptionHandler(reset -> {});
            Await.within(SOON, request.writeHead(), "beginning");
            request.reset();
        }
    }

    @Test
    void anotherCertificateIsTakenOver() throws IOException {
        Certificate before = shown();

        replaceCertificate();

        Eventually.holds("the other certificate is shown", () -> !shown().equals(before));
    }

    @Test
    void filesThatDoNotFitChangeNothing() throws IOException {
        Certificate before = shown();
        seconds++;
        Path wrong = Files.writeString(key.resolveSibling("wrong"), "no key");
        copy(wrong, key);
        copy(wrong, certificate);
        replaceCertificate();

        Eventually.holds("the next one that fits is shown", () -> !shown().equals(before));
    }

    /** What a new connection sees. */
    private Certificate shown() {
        HttpClientAgent http = speaking(HttpVersion.HTTP_2);
        try {
            HttpClientRequest request = request(http, "GET", Headers.PROVIDER_PATH);
            HttpClientResponse response = Await.within(SOON, request.send(), "answering");
            assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
            return request.connection().sslSession().getPeerCertificates()[0];
        } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
            throw new IllegalStateException(e);
        } finally {
            Await.within(SOON, http.close(), "closing");
        }
    }
}
