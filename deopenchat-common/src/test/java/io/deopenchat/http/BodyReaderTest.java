package io.deopenchat.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.protocol.Json;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BodyReaderTest {
    private static final int LIMIT = 1_000;
    private static final Duration START = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofMillis(300);

    private static final BlockingQueue<byte[]> BODIES = new LinkedBlockingQueue<>();
    private static final BlockingQueue<HttpServerRequest> BROKEN = new LinkedBlockingQueue<>();
    private static final Vertx VERTX = Vertx.vertx();
    private static int patient;
    private static int impatient;
    private static int crowded;
    private static int pressing;

    @BeforeAll
    static void start() {
        patient = listen(new BodyReader(VERTX, LIMIT, BodyReader.DEFAULT_TIME_LIMIT));
        impatient = listen(new BodyReader(VERTX, LIMIT, SOON));
        pressing = listen(new BodyReader(VERTX, LIMIT, BodyReader.DEFAULT_TIME_LIMIT, SOON));
        crowded = listen(new BodyReader(VERTX, LIMIT, BodyReader.DEFAULT_TIME_LIMIT));
    }

    @AfterAll
    static void stop() {
        Await.within(START, VERTX.close(), "closing");
    }

    private static int listen(BodyReader reader) {
        HttpServer server = VERTX.createHttpServer().requestHandler(request -> {
            request.response().closeHandler(closed -> BROKEN.add(request));
            reader.read(request, body -> {
                BODIES.add(body);
                Answers.json(request.response(), Json.object().put("length", body.length));
            });
        });
        return Await.within(START, server.listen(0, "127.0.0.1"), "listening").actualPort();
    }

    @Test
    void refusesABodyThatIsDeclaredTooLongBeforeItArrives() throws IOException {
        try (RawClient client = new RawClient(patient)) {
            RawClient.Answer answer =
                    client.send(head("content-length: " + (LIMIT + 1))).answer();

            assertTooLarge(answer);
            assertThat(client.isClosedByServer()).isTrue();
        }
        assertThat(BODIES).isEmpty();
    }

    @Test
    void tellsWhoWaitsForItToSendTheBody() throws IOException {
        try (RawClient client = new RawClient(patient)) {
            RawClient.Answer goOn = client.send(head("content-length: 2\r\nexpect: 100-continue"))
                    .answer();

            assertThat(goOn.status()).isEqualTo(100);
            assertThat(client.send("{}").answer().status()).isEqualTo(200);
        }
        assertThat(BODIES.remove()).asString().isEqualTo("{}");
    }

    @Test
    void tellsWhoWaitsThatTheBodyIsTooLong() throws IOException {
        try (RawClient client = new RawClient(patient)) {
            assertTooLarge(client.send(head("content-length: " + (LIMIT + 1) + "\r\nexpect: 100-continue"))
                    .answer());
        }
        assertThat(BODIES).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999999999999", "9223372036854775807"})
    void refusesAbsurdLengths(String length) throws IOException {
        try (RawClient client = new RawClient(patient)) {
            RawClient.Answer answer =
                    client.send(head("content-length: " + length)).answer();

            assertThat(answer.status()).isIn(400, 413);
        }
        assertThat(BODIES).isEmpty();
    }

    @Test
    void refusesChunksThatExceedTheLimitTogether() throws IOException {
        try (RawClient client = new RawClient(patient)) {
            client.send(head("transfer-encoding: chunked"));
            client.send(chunk("x".repeat(LIMIT))).send(chunk("x"));

            assertTooLarge(client.answer());
            assertThat(client.isClosedByServer()).isTrue();
        }
        assertThat(BODIES).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "deflate", "gzip, identity", "x"})
    void refusesContentEncodings(String encoding) throws IOException {
        try (RawClient client = new RawClient(patient)) {
            RawClient.Answer answer = client.send(head("content-length: 2\r\ncontent-encoding: " + encoding) + "{}")
                    .answer();

            assertThat(answer.status()).isEqualTo(415);
            assertThat(answer.text()).contains("unsupported_encoding").contains("'" + encoding + "'");
            assertThat(answer.headers()).containsEntry("connection", "close");
        }
        assertThat(BODIES).isEmpty();
    }

    @Test
    void givesUpOnABodyThatDoesNotCome() throws IOException {
        try (RawClient client = new RawClient(impatient)) {
            RawClient.Answer answer =
                    client.send(head("content-length: 10") + "123").answer();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("did not arrive within");
            assertThat(client.isClosedByServer()).isTrue();
        }
        assertThat(BODIES).isEmpty();
    }

    @Test
    void givesUpOnABodyThatComesByteByByte() throws IOException {
        try (RawClient client = new RawClient(pressing)) {
            RawClient.Answer answer = client.send(head("content-length: 900") + "1")
                    .send("2")
                    .send("3")
                    .answer();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("comes too slowly").contains("1024 bytes a second");
            assertThat(client.isClosedByServer()).isTrue();
        }
        assertThat(BODIES).isEmpty();
    }

    @Test
    void aBodyCountsAsLongAsItIsHeld() throws Exception {
        BlockingQueue<HeldBody> held = new LinkedBlockingQueue<>();
        BodyReader reader = new BodyReader(VERTX, LIMIT, BodyReader.DEFAULT_TIME_LIMIT, new ByteBudget(LIMIT));
        HttpServer server = VERTX.createHttpServer()
                .requestHandler(request -> reader.readHeld(request, body -> {
                    held.add(body);
                    Answers.json(request.response(), Json.object());
                }));
        int port =
                Await.within(START, server.listen(0, "127.0.0.1"), "listening").actualPort();
        String whole = head("content-length: " + LIMIT) + "x".repeat(LIMIT);

        assertThat(status(port, whole)).isEqualTo(200);
        assertThat(status(port, whole)).isEqualTo(429);
        HeldBody first = held.take();
        first.close();
        first.close();
        assertThat(status(port, whole)).isEqualTo(200);
        assertThat(status(port, whole)).isEqualTo(429);
    }

    private static int status(int port, String request) throws IOException {
        try (RawClient client = new RawClient(port)) {
            return client.send(request).answer().status();
        }
    }

    @Test
    void allBodiesThatArriveTogetherShareABound() throws Exception {
        Map<RawClient, Future<RawClient.Answer>> answers = new HashMap<>();
        BlockingQueue<RawClient> refused = new LinkedBlockingQueue<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i <= BodyReader.LARGEST_BODIES_AT_ONCE; i++) {
                RawClient client =
                        new RawClient(crowded).send(head("content-length: " + LIMIT) + "x".repeat(LIMIT - 1));
                answers.put(client, threads.submit(() -> {
                    RawClient.Answer answer = client.answer();
                    refused.add(client);
                    return answer;
                }));
            }
            RawClient oneTooMany = refused.take();
            RawClient.Answer refusal =
                    Objects.requireNonNull(answers.remove(oneTooMany)).get();
            assertThat(refusal.status()).isEqualTo(429);
            assertThat(refusal.headers()).containsEntry("retry-after", "1");
            oneTooMany.close();
            for (RawClient client : answers.keySet()) {
                client.send("x");
            }
            for (Map.Entry<RawClient, Future<RawClient.Answer>> each : answers.entrySet()) {
                assertThat(each.getValue().get().status()).isEqualTo(200);
                assertThat(BODIES.take()).hasSize(LIMIT);
                each.getKey().close();
            }
        }
    }

    @Test
    void whoNeverStopsSendingIsCutOff() throws IOException {
        try (RawClient client = new RawClient(patient)) {
            client.send(head("transfer-encoding: chunked"));
            assertThatThrownBy(() -> {
                        while (true) {
                            client.send(chunk("x".repeat(1_000)));
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(BODIES).isEmpty();
    }

    @Test
    void whoSendsAllBeforeItReadsStillGetsTheAnswer() throws IOException {
        String body = "x".repeat(5_000_000);
        try (RawClient client = new RawClient(patient)) {
            client.send(head("content-length: " + body.length()) + body);

            assertTooLarge(client.answer());
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void forgetsABodyWhoseConnectionBreaks() throws IOException, InterruptedException {
        try (RawClient client = new RawClient(patient)) {
            client.send(head("content-length: 10") + "123");
        }

        assertThat(BROKEN.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(BODIES).isEmpty();
    }

    @Test
    void takesABodyOfExactlyTheLimit() throws IOException, InterruptedException {
        String body = "x".repeat(LIMIT);
        try (RawClient client = new RawClient(patient)) {
            assertThat(client.send(head("content-length: " + LIMIT) + body)
                            .answer()
                            .status())
                    .isEqualTo(200);
            assertThat(BODIES.take()).isEqualTo(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));

            client.send(head("transfer-encoding: chunked"));
            for (String part : List.of("x".repeat(400), "x".repeat(600), "")) {
                client.send(chunk(part));
            }
            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(BODIES.take()).hasSize(LIMIT);
        }
    }

    @Test
    void takesTheExactBytesHoweverTheyArrive() throws IOException, InterruptedException {
        byte[] body = new byte[256];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) i;
        }
        try (RawClient client = new RawClient(patient)) {
            client.send(head("content-length: 256\r\ncontent-encoding: identity"));
            for (byte each : body) {
                client.send(new byte[] {each});
            }
            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(BODIES.take()).isEqualTo(body);
    }

    @Test
    void takesNoBodyAsAnEmptyOne() throws IOException, InterruptedException {
        try (RawClient client = new RawClient(patient)) {
            assertThat(client.send(head("content-length: 0")).answer().status()).isEqualTo(200);
        }
        assertThat(BODIES.take()).isEmpty();
    }

    private static void assertTooLarge(RawClient.Answer answer) {
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text()).contains("request_too_large").contains("1000 bytes");
        assertThat(answer.headers()).containsEntry("connection", "close");
    }

    private static String head(String headers) {
        return "POST /v1/chat/completions HTTP/1.1\r\nhost: gateway\r\n" + headers + "\r\n\r\n";
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }
}
