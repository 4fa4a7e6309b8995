package io.deopenchat.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.gateway.api.TestConnection.Head;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.http.SseFrame;
import io.deopenchat.http.SseFramer;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.CostCeiling;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.protocol.WireObject;
import io.deopenchat.signing.Hash;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a backend answers reaches the client byte for byte, through sockets on both sides of the gateway. */
@Timeout(120)
class ResponseShapesTest {
    private static final int PROMISED = 300;

    /** Members of a request that the gateway sets where the bill needs them. */
    private static final List<String> SET_BY_THE_GATEWAY = List.of("max_tokens", "max_output_tokens", "stream_options");

    private static final ClientKey CLIENT = new ClientKey("client");
    private static final AtomicLong SEQUENCE = new AtomicLong();

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static TestGateway gateway;

    @BeforeAll
    static void start(@TempDir Path directory) {
        gateway = new TestGateway(directory);
        gateway.accounts().update(Escrow.of(CLIENT, 1_000_000_000).state());
    }

    @AfterAll
    static void close() throws IOException {
        gateway.close();
    }

    private static List<ResponseShape> all() {
        Path directory = Path.of("src/test/resources/shapes").toAbsolutePath();
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .sorted()
                    .flatMap(file -> shapesIn(directory, file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<ResponseShape> shapesIn(Path directory, String file) {
        try {
            return ShapeFile.read(directory, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<ResponseShape> shapes() {
        return all().stream().filter(ResponseShape::isOfToday);
    }

    @Test
    void areAsManyAsPromisedAndAllDifferent() {
        assertThat(shapes().count()).isGreaterThanOrEqualTo(PROMISED);
        assertThat(all()).extracting(ResponseShape::name).doesNotHaveDuplicates();
        assertThat(all())
                .extracting(ResponseShape::sent, ResponseShape::passed, ResponseShape::contentType)
                .doesNotHaveDuplicates();
        assertThat(all()).extracting(ResponseShape::source).noneMatch(String::isBlank);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void arePassedOnUnchanged(ResponseShape shape) throws IOException {
        Wish wish = wish(shape);
        try (TestConnection client = gateway.post(wish)) {
            TestBackend.Call call = gateway.backend().next();
            keepsTheRequest(shape, call);
            call.answers(shape.contentType(), shape.pieces());

            Head head = client.head();
            Buffer body = client.readAll();

            assertThat(head.status()).as("%s", body).isEqualTo(200);
            assertThat(head.header("content-type")).isEqualTo(told(shape));
            SignedReceipt receipt = shape.stream() ? behindTheLog(shape, body) : besideTheBody(shape, head, body);
            isTheBillFor(shape, receipt, wish);
        }
    }

    /** May cost what such a call costs at most, and no more. */
    private static Wish wish(ResponseShape shape) {
        InferenceCall call =
                InferenceCall.parse(shape.endpoint(), shape.request().getBytes(StandardCharsets.UTF_8));
        assertThat(call.stream()).isEqualTo(shape.stream());
        Wei ceiling = CostCeiling.of(call, TestGateway.PRICES, Offer.LIMITS);
        return gateway.wish(CLIENT, SEQUENCE.incrementAndGet(), shape.request())
                .endpoint(shape.endpoint())
                .maxCost(ceiling.value().longValueExact());
    }

    /** Only what concerns the bill is set in the request, and only where the client did not say it. */
    private static void keepsTheRequest(ResponseShape shape, TestBackend.Call call) {
        assertThat(call.path()).isEqualTo(shape.path());
        assertThat(withoutWhatIsSet(call.body().getBytes()))
                .isEqualTo(withoutWhatIsSet(shape.request().getBytes(StandardCharsets.UTF_8)));
    }

    private static ObjectNode withoutWhatIsSet(byte[] request) {
        return Json.parseObject(request).remove(SET_BY_THE_GATEWAY);
    }

    private static String told(ResponseShape shape) {
        return Objects.requireNonNullElse(shape.contentType(), "application/json");
    }

    private static SignedReceipt besideTheBody(ResponseShape shape, Head head, Buffer body) {
        assertThat(body.toString()).isEqualTo(shape.passed().toString());
        assertThat(body).isEqualTo(shape.passed());
        return SignedReceipt.fromHeader(head.header(Headers.RECEIPT));
    }

    private static SignedReceipt behindTheLog(ResponseShape shape, Buffer body) {
        SseFrame last = frames(body).getLast();
        Buffer log = body.getBuffer(0, body.length() - last.bytes().length());
        assertThat(texts(log)).isEqualTo(texts(shape.passed()));
        assertThat(log).isEqualTo(shape.passed());
        assertThat(last.event()).isEqualTo(Headers.RECEIPT_EVENT);
        return SignedReceipt.fromJson(
                WireObject.parse(Objects.requireNonNull(last.data()).getBytes(StandardCharsets.UTF_8)));
    }

    private static List<SseFrame> frames(Buffer stream) {
        return new SseFramer(Integer.MAX_VALUE).feed(stream);
    }

    private static List<String> texts(Buffer stream) {
        return frames(stream).stream().map(frame -> frame.bytes().toString()).toList();
    }

    private static void isTheBillFor(ResponseShape shape, SignedReceipt signed, Wish wish) {
        Receipt receipt = signed.receipt();
        assertThat(Parties.VERIFIER.isSignedBy(
                        Parties.OPERATOR.address(), Parties.DOMAIN.digest(receipt), signed.signature()))
                .isTrue();
        assertThat(receipt.status()).isEqualTo(RoundStatus.COMPLETE);
        assertThat(receipt.responseHash().toArray())
                .isEqualTo(Hash.sha256().digest(shape.passed().getBytes()));
        shape.usage().ifPresent(usage -> assertThat(receipt.usage()).isEqualTo(usage));
        assertThat(receipt.cost()).isEqualTo(TestGateway.PRICES.costAtMost(receipt.usage(), Wei.of(wish.maxCost())));
    }
}
