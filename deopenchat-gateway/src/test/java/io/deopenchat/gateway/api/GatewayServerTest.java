package io.deopenchat.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.chain.Operators;
import io.deopenchat.gateway.api.TestConnection.Head;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.http.SseFrame;
import io.deopenchat.http.SseFramer;
import io.deopenchat.money.Prices;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.ConfirmationCall;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.protocol.WireObject;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Hash;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway as its callers see it, on real sockets on both sides. */
@Timeout(120)
class GatewayServerTest {
    private static final String PROMPT =
            "\"model\":\"" + Offer.MODEL + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]";
    private static final String CHAT = "{" + PROMPT + "}";
    private static final String STREAM = "{" + PROMPT + ",\"stream\":true}";
    private static final String DONE = "data: [DONE]\n\n";

    private final ClientKey client = new ClientKey("client");
    private final ClientKey stranger = new ClientKey("stranger");
    private final TestGateway gateway;

    GatewayServerTest(@TempDir Path directory) {
        gateway = new TestGateway(directory);
        gateway.accounts().update(Escrow.of(client, 100_000_000).state());
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private Wish wish(String body) {
        return gateway.wish(client, 1, body);
    }

    private static String event(String data) {
        return "data: " + data + "\n\n";
    }

    private static ObjectNode json(Buffer body) {
        return Json.parseObject(body.getBytes());
    }

    private static Operators named(Instant from) {
        Address successor = Parties.OWNER;
        return new Operators(Parties.OPERATOR.address(), successor, new Operators.TimedOperator(successor, from), null);
    }

    private static void isError(TestConnection answer, int status, String code) throws IOException {
        Head head = answer.head();
        JsonNode error = json(answer.readAll()).path("error");
        assertThat(head.status()).isEqualTo(status);
        assertThat(error.path("code").textValue()).isEqualTo(code);
        assertThat(error.path("message").textValue()).isNotEmpty();
    }

    /** The byte log of a stream, and the event behind it that carries the receipt. */
    private record Streamed(Buffer log, SignedReceipt receipt) {}

    private Streamed streamed(Buffer body) {
        List<SseFrame> frames = new SseFramer(Integer.MAX_VALUE).feed(body);
        SseFrame last = frames.getLast();
        assertThat(last.bytes().toString()).startsWith("event: deopenchat.receipt\ndata: {");
        SignedReceipt receipt = SignedReceipt.fromJson(
                WireObject.parse(Objects.requireNonNull(last.data()).getBytes(StandardCharsets.UTF_8)));
        Buffer log = body.getBuffer(0, body.length() - last.bytes().length());
        isGenuine(receipt, log);
        return new Streamed(log, receipt);
    }

    private void isGenuine(SignedReceipt signed, Buffer log) {
        Receipt receipt = signed.receipt();
        assertThat(Parties.VERIFIER.isSignedBy(
                        Parties.OPERATOR.address(), Parties.DOMAIN.digest(receipt), signed.signature()))
                .isTrue();
        assertThat(receipt.client()).isEqualTo(client.address());
        assertThat(receipt.responseHash().toArray()).isEqualTo(Hash.sha256().digest(log.getBytes()));
    }

    /** Waits until a round that nobody reads any more is settled, and fetches it. */
    private Streamed fetched(long sequence) throws IOException {
        while (gateway.rounds().inFlight(client.address(), sequence).isPresent()) {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            Thread.onSpinWait();
        }
        TestConnection connection = gateway.access(client, "GET", Headers.ROUNDS_PATH + sequence);
        TestConnection.Head head = connection.head();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-type")).isEqualTo("text/event-stream");
        return streamed(connection.readAll());
    }

    @Nested
    class Calls {
        @ParameterizedTest
        @ValueSource(strings = {"/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/rerank"})
        void withoutASignatureAreRefused(String path) throws IOException {
            isError(
                    gateway.connect().send("POST", path, Map.of(), CHAT.getBytes(StandardCharsets.UTF_8)),
                    401,
                    "invalid_signature");
            assertThat(gateway.backend().waiting()).isZero();
        }

        @Test
        void withEncodedBodiesAreRefused() throws IOException {
            isError(
                    gateway.connect()
                            .send(
                                    "POST",
                                    "/v1/chat/completions",
                                    Map.of("content-encoding", "gzip"),
                                    CHAT.getBytes(StandardCharsets.UTF_8)),
                    415,
                    "unsupported_encoding");
        }

        @Test
        void thatAreExpiredAreRefusedButNotARetry() throws IOException {
            Wish wish = wish(CHAT);
            TestConnection first = gateway.post(wish);
            gateway.backend().next().answers(TestBackend.completion("Hello", 7, 3));
            first.head();
            Buffer body = first.readAll();

            gateway.clock().advance(Duration.ofHours(2));

            isError(gateway.post(wish.sequence(2)), 401, "request_expired");
            TestConnection again = gateway.post(wish);
            assertThat(again.head().status()).isEqualTo(200);
            assertThat(again.readAll()).isEqualTo(body);
        }

        @Test
        void ofUnlistedModelsAreRefused() throws IOException {
            isError(gateway.post(wish("{\"model\":\"other\"}").model("other")), 404, "model_not_found");
        }

        @Test
        void payAnAnnouncedPriceFromItsTimeOn() throws IOException {
            Prices higher = new Prices(Wei.of(6), TestGateway.PRICES.input(), TestGateway.PRICES.output());
            gateway.knows(
                    Operators.only(Parties.OPERATOR.address()),
                    Offer.raised(
                            TestGateway.LISTING,
                            higher,
                            gateway.clock().instant().plusSeconds(60)));
            isError(gateway.post(wish(CHAT).prices(higher)), 409, "price_changed");

            gateway.clock().advance(Duration.ofSeconds(60));

            isError(gateway.post(wish(CHAT)), 409, "price_changed");
            TestConnection paid = gateway.post(wish(CHAT).prices(higher));
            gateway.backend().next().answers(TestBackend.completion("Hello", 7, 3));
            assertThat(paid.head().status()).isEqualTo(200);
        }

        @Test
        void areRefusedFromTheTimeOnAtWhichAnotherOperatorSigns() throws IOException {
            Instant from = gateway.clock().instant().plusSeconds(60);
            gateway.knows(named(from), TestGateway.LISTING);
            TestConnection served = gateway.post(wish(CHAT));
            gateway.backend().next().answers(TestBackend.completion("Hello", 7, 3));
            assertThat(served.head().status()).isEqualTo(200);

            gateway.clock().advance(Duration.ofSeconds(60));

            isError(gateway.post(wish(CHAT).sequence(2)), 503, "unavailable");
        }

        @Test
        void ofAnotherModelThanTheSignedOneAreRefused() throws IOException {
            isError(gateway.post(wish("{\"model\":\"other\"}")), 401, "invalid_signature");
        }

        @Test
        void thatAreMalformedNameTheParameter() throws IOException {
            TestConnection answer = gateway.post(wish("{\"model\":\"" + Offer.MODEL + "\",\"n\":0}"));

            assertThat(answer.head().status()).isEqualTo(400);
            JsonNode error = json(answer.readAll()).path("error");
            assertThat(error.path("code").textValue()).isEqualTo("invalid_request");
            assertThat(error.path("param").textValue()).isEqualTo("n");
        }

        @Test
        void ofNobodyAreRefused() throws IOException {
            isError(gateway.post(gateway.wish(stranger, 1, CHAT)), 402, "unknown_account");
        }

        @Test
        void ofNobodyAreNotTakenApart() throws IOException {
            isError(gateway.post(gateway.wish(stranger, 1, "no JSON at all")), 402, "unknown_account");
        }

        @Test
        void ofAnEmptyAccountAreNotTakenApart() throws IOException {
            ClientKey poor = new ClientKey("poor");
            gateway.accounts().update(Escrow.of(poor, 0).state());

            isError(gateway.post(gateway.wish(poor, 1, "no JSON at all")), 402, "insufficient_escrow");
        }

        /** What was read of it is not billed, so it must not be delivered either. */
        @Test
        void whoseAnswerBreaksAreVoidAndGetNothingOfIt() throws IOException {
            TestConnection connection = gateway.post(wish(CHAT));
            gateway.backend()
                    .next()
                    .begins("application/json")
                    .sends("{\"choices\":[{\"message\":{\"content\":\"secret")
                    .breaks();

            assertThat(connection.head().status()).isEqualTo(502);
            assertThat(connection.readAll().toString()).doesNotContain("secret").contains("\"error\"");
            isError(gateway.access(client, "GET", Headers.ROUNDS_PATH + "1"), 410, "round_void");
        }

        @Test
        void thatTheBackendFailsCostNothing() throws IOException {
            TestConnection connection = gateway.post(wish(CHAT));
            gateway.backend().next().answers(500, "text/plain", "secret");

            Head head = connection.head();
            assertThat(head.status()).isEqualTo(502);
            assertThat(head.header("x-should-retry")).isEqualTo("false");
            assertThat(connection.readAll().toString())
                    .contains("backend_error")
                    .doesNotContain("secret");
            isError(gateway.access(client, "GET", Headers.ROUNDS_PATH + "1"), 410, "round_void");
        }

        @Test
        void areAnsweredWithTheBackendsBytesAndTheReceiptBeforeThem() throws IOException {
            TestConnection connection = gateway.post(wish(CHAT));
            String answer = TestBackend.completion("Gr\u00fc\u00dfe \ud83d\ude42", 7, 3);
            gateway.backend().next().answers(answer);

            Head head = connection.head();
            Buffer body = connection.readAll();

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-type")).isEqualTo("application/json");
            assertThat(head.header("x-request-id")).startsWith("gw-");
            assertThat(head.headers()).doesNotContainKey("content-encoding");
            assertThat(body).isEqualTo(Buffer.buffer(answer));
            SignedReceipt receipt = SignedReceipt.fromHeader(head.header(Headers.RECEIPT));
            isGenuine(receipt, body);
            assertThat(head.header(Headers.RECEIPT)).hasSizeLessThan(2_048);
            assertThat(receipt.receipt().cost()).isEqualTo(Wei.of(5 + 7 + 2 * 3));
        }

        @Test
        void withLargeAnswersAreAnsweredLikeSmallOnes() throws IOException {
            TestConnection connection = gateway.post(wish(CHAT));
            String answer = TestBackend.completion("x".repeat(6_000_000), 7, 3);
            gateway.backend().next().answers(answer);

            Head head = connection.head();
            Buffer body = connection.readAll();

            assertThat(body).isEqualTo(Buffer.buffer(answer));
            isGenuine(SignedReceipt.fromHeader(head.header(Headers.RECEIPT)), body);
        }
    }

    @Nested
    class Streams {
        @Test
        void arriveAsTheyAreWrittenAndEndWithTheReceipt() throws IOException {
            TestConnection connection = gateway.post(wish(STREAM));
            TestBackend.Call call = gateway.backend().next().beginsStream().says("Hello");
            Head head = connection.head();
            connection.readUntil("Hello");
            call.sends(": keepalive\n\n");
            connection.readUntil("keepalive");
            call.says(" world").usage(7, 2).done();

            Streamed streamed = streamed(connection.readAll());

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-type")).isEqualTo("text/event-stream");
            assertThat(head.header("cache-control")).isEqualTo("no-cache");
            assertThat(streamed.log().toString())
                    .isEqualTo(event(TestBackend.delta("Hello")) + ": keepalive\n\n"
                            + event(TestBackend.delta(" world")) + DONE);
            assertThat(streamed.receipt().receipt().status()).isEqualTo(RoundStatus.COMPLETE);
            assertThat(streamed.receipt().receipt().cost()).isEqualTo(Wei.of(5 + 7 + 2 * 2));
        }

        @Test
        void thatTheBackendCutsOffEndWithAnErrorAndTheReceipt() throws IOException {
            TestConnection connection = gateway.post(wish(STREAM));
            gateway.backend().next().beginsStream().says("Hello").breaks();
            connection.head();

            Streamed streamed = streamed(connection.readAll());

            assertThat(streamed.log().toString())
                    .startsWith(event(TestBackend.delta("Hello")) + "data: {\"error\":")
                    .doesNotContain("[DONE]");
            assertThat(streamed.receipt().receipt().status()).isEqualTo(RoundStatus.CUT_OFF_BY_BACKEND);
        }

        @Test
        void thatTheClientCancelsEndWithTheReceipt() throws IOException {
            TestConnection connection = gateway.post(wish(STREAM));
            TestBackend.Call call = gateway.backend().next().beginsStream().says("Hello");
            connection.head();
            connection.readUntil("Hello");

            TestConnection cancel = gateway.access(client, "DELETE", Headers.ROUNDS_PATH + "1");

            assertThat(cancel.head().status()).isEqualTo(200);
            assertThat(cancel.readAll().toString()).isEqualTo("{\"sequence\":\"1\",\"cancelled\":true}");
            Streamed streamed = streamed(connection.readAll());
            assertThat(streamed.log().toString()).isEqualTo(event(TestBackend.delta("Hello")));
            assertThat(streamed.receipt().receipt().status()).isEqualTo(RoundStatus.CANCELLED_BY_CLIENT);
            call.awaitEndOfConnection();
            TestConnection again = gateway.access(client, "DELETE", Headers.ROUNDS_PATH + "1");
            again.head();
            assertThat(again.readAll().toString()).contains("\"cancelled\":false");
        }

        @Test
        void thatTheClientLeavesAreBilledForWhatItsSocketAccepted() throws IOException {
            TestConnection connection = gateway.post(wish(STREAM));
            TestBackend.Call call =
                    gateway.backend().next().beginsStream().event(TestBackend.deltaWithUsage("Hello", 9, 1));
            connection.head();
            connection.readUntil("Hello");

            connection.abort();

            call.awaitEndOfConnection();
            Streamed stored = fetched(1);
            assertThat(stored.log().toString()).isEqualTo(event(TestBackend.deltaWithUsage("Hello", 9, 1)));
            assertThat(stored.receipt().receipt().status()).isEqualTo(RoundStatus.CANCELLED_BY_CLIENT);
            assertThat(stored.receipt().receipt().cost()).isEqualTo(Wei.of(5 + 9 + 2));
        }

        @Test
        void thatTheClientLeavesBeforeAnythingCameAreFetchedAsStreams() throws IOException {
            TestConnection connection = gateway.post(wish(STREAM));
            gateway.backend().next();

            connection.abort();

            Streamed stored = fetched(1);
            assertThat(stored.log().length()).isZero();
            assertThat(stored.receipt().receipt().status()).isEqualTo(RoundStatus.CANCELLED_BY_CLIENT);
        }

        @Test
        void thatNobodyReadsHoldTheBackendUpAndCostWhatTheSocketTook() throws IOException {
            TestConnection connection = gateway.post(gateway.connect(16 * 1_024), wish(STREAM));
            TestBackend.Call call = gateway.backend().next().beginsStream();
            String event = event(TestBackend.delta("x".repeat(8_000)));
            AtomicLong written = new AtomicLong();
            // more than all buffers on the way hold
            int events = 4_500;
            writeWhileThereIsRoom(call, event, events, written);
            connection.head();
            connection.readBytes(50_000);
            int received = connection.body().length();
            long writtenBeforeTheAbort = written.get();

            connection.abort();

            call.awaitEndOfConnection();
            Streamed stored = fetched(1);
            assertThat(stored.log().length()).isGreaterThanOrEqualTo(received / event.length() * event.length());
            assertThat(stored.log().length() % event.length()).isZero();
            assertThat((long) stored.log().length()).isLessThan((long) events * event.length());
            assertThat(writtenBeforeTheAbort).isLessThan(events);
            assertThat(stored.log().getBuffer(0, 40_000))
                    .isEqualTo(connection.body().getBuffer(0, 40_000));
        }

        /** Goes on whenever the gateway takes more, until so many events are written or the connection is closed. */
        private void writeWhileThereIsRoom(TestBackend.Call call, String event, int events, AtomicLong written) {
            call.response().drainHandler(drained -> writeWhileThereIsRoom(call, event, events, written));
            while (written.get() < events
                    && !call.response().writeQueueFull()
                    && !call.response().closed()) {
                written.incrementAndGet();
                call.response().write(Buffer.buffer(event)).onFailure(closed -> {});
            }
        }

        @Test
        void thatAreReadLateLoseNothing() throws IOException {
            TestConnection connection = gateway.post(gateway.connect(16 * 1_024), wish(STREAM));
            TestBackend.Call call = gateway.backend().next().beginsStream();
            StringBuilder sent = new StringBuilder();
            for (int i = 0; i < 800; i++) {
                String event = event(TestBackend.delta(i + "x".repeat(8_000)));
                sent.append(event);
                call.response().write(Buffer.buffer(event)).onFailure(closed -> {});
            }
            call.response().end(DONE).onFailure(closed -> {});
            connection.head();

            assertThat(streamed(connection.readAll()).log().toString()).isEqualTo(sent + DONE);
        }

        @Test
        void areJoinedByARetryFromTheFirstByte() throws IOException {
            TestConnection first = gateway.post(wish(STREAM));
            TestBackend.Call call = gateway.backend().next().beginsStream().says("Hello");
            first.head();
            first.readUntil("Hello");
            TestConnection second = gateway.post(wish(STREAM));
            second.head();
            second.readUntil("Hello");
            TestConnection third = gateway.access(client, "GET", Headers.ROUNDS_PATH + "1");
            third.head();
            third.readUntil("Hello");
            call.says(" world").done();

            Buffer body = first.readAll();

            assertThat(second.readAll()).isEqualTo(body);
            assertThat(third.readAll()).isEqualTo(body);
            assertThat(gateway.backend().waiting()).isZero();
        }

        @Test
        void goOnForARetryWhenTheFirstConnectionHangs() throws IOException {
            TestConnection stuck = gateway.post(gateway.connect(16 * 1_024), wish(STREAM));
            TestBackend.Call call = gateway.backend().next().beginsStream();
            String event = event(TestBackend.delta("x".repeat(8_000)));
            for (int i = 0; i < 800; i++) {
                call.response().write(Buffer.buffer(event)).onFailure(closed -> {});
            }
            call.response().end(DONE).onFailure(closed -> {});
            stuck.head();
            stuck.readUntil("x");

            TestConnection retry = gateway.post(wish(STREAM));
            retry.head();

            assertThat(streamed(retry.readAll()).log().length()).isEqualTo(800 * event.length() + DONE.length());
        }

        @Test
        void areReplayedToTheByteWhenTheyAreOver() throws IOException {
            TestConnection connection = gateway.post(wish(STREAM));
            gateway.backend().next().beginsStream().says("Hello").done();
            connection.head();
            Buffer body = connection.readAll();

            TestConnection retry = gateway.post(wish(STREAM));
            TestConnection fetch = gateway.access(client, "GET", Headers.ROUNDS_PATH + "1");

            assertThat(retry.head().header("content-type")).isEqualTo("text/event-stream");
            assertThat(retry.readAll()).isEqualTo(body);
            fetch.head();
            assertThat(fetch.readAll()).isEqualTo(body);
            assertThat(gateway.backend().waiting()).isZero();
        }
    }

    @Nested
    class RoundsOfAnAccount {
        @Test
        void areNotShownToOthers() throws IOException {
            TestConnection connection = gateway.post(wish(CHAT));
            gateway.backend().next().answers(TestBackend.completion("Hello", 7, 3));
            connection.head();
            connection.readAll();

            isError(gateway.access(stranger, "GET", Headers.ROUNDS_PATH + "1"), 404, "round_not_found");
            isError(
                    gateway.access(client, "GET", Headers.ROUNDS_PATH + "1", Headers.ROUNDS_PATH + "2"),
                    401,
                    "invalid_signature");
            isError(gateway.get(Headers.ROUNDS_PATH + "1"), 401, "invalid_signature");
        }

        @Test
        void areNotCancelledByOthers() throws IOException {
            TestConnection connection = gateway.post(wish(STREAM));
            TestBackend.Call call = gateway.backend().next().beginsStream().says("Hello");
            connection.head();
            connection.readUntil("Hello");

            TestConnection cancel = gateway.access(stranger, "DELETE", Headers.ROUNDS_PATH + "1");
            cancel.head();
            assertThat(cancel.readAll().toString()).contains("\"cancelled\":false");

            call.done();
            assertThat(streamed(connection.readAll()).receipt().receipt().status())
                    .isEqualTo(RoundStatus.COMPLETE);
        }

        @ParameterizedTest
        @CsvSource({
            "7, 404, round_not_found",
            "0, 404, round_not_found",
            "9223372036854775807, 404, round_not_found",
            "9223372036854775808, 400, invalid_request",
            "18446744073709551615, 400, invalid_request",
            "007, 400, invalid_request",
            "-1, 400, invalid_request",
            "x, 400, invalid_request",
            "1.0, 400, invalid_request",
        })
        void areNamedByTheirSequence(String sequence, int status, String code) throws IOException {
            isError(gateway.access(client, "GET", Headers.ROUNDS_PATH + sequence), status, code);
        }
    }

    @Nested
    class AccountRoutes {
        private SignedReceipt bills(long sequence) throws IOException {
            TestConnection connection = gateway.post(gateway.wish(client, sequence, CHAT));
            gateway.backend().next().answers(TestBackend.completion("Hello", 7, 3));
            Head head = connection.head();
            connection.readAll();
            return SignedReceipt.fromHeader(head.header(Headers.RECEIPT));
        }

        private TestConnection confirms(ConfirmationCall call) throws IOException {
            return gateway.connect().send("POST", Headers.CONFIRMATIONS_PATH, Map.of(), call.body());
        }

        private ConfirmationCall confirmation(SignedReceipt... receipts) {
            return client.confirms(Confirmation.none(Parties.PROVIDER), List.of(receipts));
        }

        @Test
        void needAnAccess() throws IOException {
            isError(gateway.get(Headers.ACCOUNT_PATH), 401, "invalid_signature");
            isError(gateway.access(stranger, "GET", Headers.ACCOUNT_PATH), 402, "unknown_account");
            isError(
                    gateway.connect().send("POST", Headers.RELEASE_PATH, Map.of(), new byte[0]),
                    401,
                    "invalid_signature");
        }

        @Test
        void showTheAccount() throws IOException {
            SignedReceipt receipt = bills(1);

            TestConnection answer = gateway.access(client, "GET", Headers.ACCOUNT_PATH);

            assertThat(answer.head().status()).isEqualTo(200);
            ObjectNode account = json(answer.readAll());
            assertThat(account.path("client").textValue())
                    .isEqualTo(client.address().toString());
            assertThat(account.path("escrow").textValue()).isEqualTo("100000000");
            assertThat(account.path("reserved").textValue()).isEqualTo("0");
            assertThat(account.path("nextSequence").textValue()).isEqualTo("2");
            assertThat(account.path("confirmation").isNull()).isTrue();
            assertThat(account.path("unconfirmed")).containsExactly(receipt.toJson());
        }

        @Test
        void takeAConfirmationAndAnswerWithTheNewest() throws IOException {
            ConfirmationCall call = confirmation(bills(1));

            TestConnection answer = confirms(call);

            assertThat(answer.head().status()).isEqualTo(200);
            ObjectNode body = json(answer.readAll());
            assertThat(SignedConfirmation.fromJson(new WireObject((ObjectNode) body.path("confirmation"))))
                    .isEqualTo(call.signed());
            assertThat(gateway.confirmations()).isEqualTo(1);
        }

        @Test
        void storeAHigherTotalEvenWhenItDoesNotFit() throws IOException {
            bills(1);
            Confirmation strange = new Confirmation(Parties.PROVIDER, Wei.of(99), 9, 9, Hash.keccak256("elsewhere"));

            TestConnection answer = confirms(client.calls(strange, List.of(1L)));

            assertThat(answer.head().status()).isEqualTo(409);
            ObjectNode body = json(answer.readAll());
            assertThat(body.path("error").path("code").textValue()).isEqualTo("transcript_mismatch");
            assertThat(body.path("deopenchat")
                            .path("confirmation")
                            .path("cumulativeCost")
                            .textValue())
                    .isEqualTo("99");
            assertThat(body.path("deopenchat").path("unconfirmed")).isEmpty();
            assertThat(gateway.confirmations()).isEqualTo(1);
        }

        @Test
        void refuseConfirmationsOfOthersAndForOthers() throws IOException {
            SignedReceipt receipt = bills(1);
            ConfirmationCall good = confirmation(receipt);
            Confirmation forAnother = new Confirmation(Parties.OWNER, Wei.of(18), 1, 10, Hash.keccak256("x"));

            isError(
                    confirms(new ConfirmationCall(stranger.address(), good.signed(), good.sequences())),
                    401,
                    "invalid_signature");
            isError(confirms(client.calls(forAnother, List.of(1L))), 401, "invalid_signature");
            isError(
                    confirms(stranger.confirms(Confirmation.none(Parties.PROVIDER), List.of(receipt))),
                    402,
                    "unknown_account");
            isError(
                    gateway.connect()
                            .send("POST", Headers.CONFIRMATIONS_PATH, Map.of(), "{}".getBytes(StandardCharsets.UTF_8)),
                    400,
                    "invalid_request");
            assertThat(gateway.confirmations()).isZero();
        }

        @Test
        void takeTheLargestConfirmationThereIs() throws IOException {
            List<Long> all = LongStream.range(0, 4_096)
                    .map(i -> Long.MAX_VALUE - i)
                    .boxed()
                    .toList();
            Confirmation largest =
                    new Confirmation(Parties.PROVIDER, Wei.MAX, Long.MAX_VALUE, Long.MAX_VALUE, Hash.keccak256("x"));

            isError(confirms(client.calls(largest, all)), 409, "transcript_mismatch");
        }

        @Test
        void signAReleaseUnlessARoundIsInFlight() throws IOException {
            TestConnection running = gateway.post(wish(STREAM));
            TestBackend.Call call = gateway.backend().next().beginsStream().says("Hello");
            running.head();
            isError(gateway.access(client, "POST", Headers.RELEASE_PATH), 409, "rounds_in_flight");
            call.usage(7, 3).done();
            running.readAll();

            TestConnection answer = gateway.access(client, "POST", Headers.RELEASE_PATH);

            assertThat(answer.head().status()).isEqualTo(200);
            JsonNode release = json(answer.readAll()).path("release");
            assertThat(release.path("settledTotal").textValue()).isEqualTo("18");
            assertThat(release.path("nonce").textValue()).isEqualTo("0");
            isError(gateway.post(gateway.wish(client, 2, CHAT)), 403, "account_closing");
        }

        @Test
        void signNoReleaseOnceAnotherOperatorIsNamed() throws IOException {
            gateway.knows(named(gateway.clock().instant().plusSeconds(60)), TestGateway.LISTING);

            isError(gateway.access(client, "POST", Headers.RELEASE_PATH), 503, "unavailable");

            TestConnection served = gateway.post(wish(CHAT));
            gateway.backend().next().answers(TestBackend.completion("Hello", 7, 3));
            assertThat(served.head().status()).isEqualTo(200);
        }
    }

    @Nested
    class PublicRoutes {
        @Test
        void sayWhoServesWhat() throws IOException {
            TestConnection running = gateway.post(wish(STREAM));
            TestBackend.Call call = gateway.backend().next();

            TestConnection answer = gateway.get(Headers.PROVIDER_PATH);

            assertThat(answer.head().status()).isEqualTo(200);
            ObjectNode info = json(answer.readAll());
            assertThat(info.path("protocol").textValue()).isEqualTo("1");
            assertThat(info.path("provider").textValue()).isEqualTo(Parties.PROVIDER.toString());
            assertThat(info.path("operator").textValue())
                    .isEqualTo(Parties.OPERATOR.address().toString());
            assertThat(info.path("version").textValue()).isEqualTo(TestGateway.VERSION);
            assertThat(info.path("serverTime").textValue())
                    .isEqualTo(Long.toString(gateway.clock().seconds()));
            assertThat(info.path("models").get(0).path("model").textValue()).isEqualTo(Offer.MODEL);
            assertThat(info.path("models").get(0).path("free").textValue()).isEqualTo("7");
            call.beginsStream().says("Hello").done();
            running.head();
            running.readAll();
        }

        @Test
        void listTheModels() throws IOException {
            TestConnection list = gateway.get("/v1/models");
            list.head();
            assertThat(json(list.readAll()).path("data").get(0).path("id").textValue())
                    .isEqualTo(Offer.MODEL);

            TestConnection one = gateway.get("/v1/models/" + Offer.MODEL);
            assertThat(one.head().status()).isEqualTo(200);
            assertThat(json(one.readAll()).path("id").textValue()).isEqualTo(Offer.MODEL);

            isError(gateway.get("/v1/models/other"), 404, "model_not_found");
        }

        @ParameterizedTest
        @CsvSource({
            "GET, /, 404, unknown_url",
            "GET, /v1/other, 404, unknown_url",
            "POST, /deopenchat/v1/rounds/1, 405, method_not_allowed",
            "GET, /v1/chat/completions, 405, method_not_allowed",
            "PUT, /deopenchat/v1/account, 405, method_not_allowed",
        })
        void refuseWhatIsNotThereInTheSameShape(String method, String path, int status, String code)
                throws IOException {
            isError(gateway.connect().send(method, path, Map.of(), new byte[0]), status, code);
        }
    }

    @Test
    void aGatewayThatDrainsSaysWhenToAskAgainAndStillTakesConfirmations() throws IOException {
        gateway.rounds().drain(Duration.ZERO);

        TestConnection answer = gateway.post(wish(CHAT));
        Head head = answer.head();

        assertThat(head.status()).isEqualTo(503);
        assertThat(head.header("retry-after")).isEqualTo("10");
        assertThat(head.headers()).doesNotContainKey("x-should-retry");
        assertThat(json(answer.readAll()).at("/error/code").textValue()).isEqualTo("unavailable");
        assertThat(gateway.refusals()).containsExactly(ErrorCode.UNAVAILABLE);
        assertThat(gateway.access(client, "GET", Headers.ACCOUNT_PATH).head().status())
                .isEqualTo(200);
    }
}
