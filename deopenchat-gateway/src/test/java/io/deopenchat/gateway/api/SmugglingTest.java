package io.deopenchat.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.config.AccessConfig;
import io.deopenchat.gateway.config.ClientFiles;
import io.deopenchat.gateway.config.Patience;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.SignedRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that two readers could take for different ones, each followed by a second request that hides in it. Whatever is
 * wrong gets one 400 or none, the connection ends, and the backend hears nothing; what is right gets one answer.
 */
@Timeout(120)
class SmugglingTest {
    private static final String CHAT = "{\"model\":\"" + Offer.MODEL
            + "\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final String HIDDEN = "GET /v1/models HTTP/1.1\r\nhost: hidden\r\n\r\n";
    private static final String LINE = "POST /v1/chat/completions HTTP/1.1\r\n";
    private static final String HOST = "host: gateway\r\n";
    private static final String LENGTH = "content-length: " + CHAT.length() + "\r\n";
    private static final String CHUNKED = "transfer-encoding: chunked\r\n";
    private static final String SIZE = Integer.toHexString(CHAT.length());
    private static final String CHUNKS = SIZE + "\r\n" + CHAT + "\r\n0\r\n\r\n";
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");

    private final ClientKey client = new ClientKey("client");
    private final TestGateway gateway;
    private final AtomicInteger calls = new AtomicInteger();
    private final Thread backend = Thread.ofVirtual().unstarted(this::answerAll);

    SmugglingTest(@TempDir Path directory) {
        Patience patience = new Patience(Duration.ofSeconds(20), Duration.ofMillis(300), Duration.ofSeconds(20));
        gateway = new TestGateway(directory, null, new AccessConfig(0, 0, 0, 0, List.of(), patience, ClientFiles.NONE));
        gateway.accounts().update(Escrow.of(client, 100_000_000).state());
        backend.start();
    }

    @AfterEach
    void close() throws Exception {
        backend.interrupt();
        backend.join();
        gateway.close();
    }

    private void answerAll() {
        try {
            while (true) {
                TestBackend.Call call = gateway.backend().next();
                calls.incrementAndGet();
                call.answers(TestBackend.completion("Hello", 7, 1));
            }
        } catch (IllegalStateException interrupted) {
            // the test is over
        }
    }

    /** {@code head} is the line and the headers without those that are signed. */
    record Vector(String name, String head, String rest) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Vector headers(String name, String headers, String rest) {
        return new Vector(name, LINE + HOST + headers, rest);
    }

    private static Vector length(String value) {
        return headers("content-length " + visible(value), "content-length:" + value + "\r\n", CHAT);
    }

    private static Vector coding(String header) {
        return headers("coding " + visible(header), header + "\r\n", CHUNKS);
    }

    private static Vector both(String header) {
        return headers("length and " + visible(header), LENGTH + header + "\r\n", CHUNKS);
    }

    private static Vector line(String line) {
        return new Vector("line " + visible(line), line + "\r\n" + HOST + LENGTH, CHAT);
    }

    private static Vector header(String header) {
        return headers("header " + visible(header), header + "\r\n" + LENGTH, CHAT);
    }

    private static Vector chunks(String name, String chunks) {
        return headers("chunks " + name, CHUNKED, chunks);
    }

    private static String visible(String text) {
        StringBuilder visible = new StringBuilder();
        text.chars().forEach(c -> visible.append(c < ' ' || c > '~' ? "<%02x>".formatted(c) : Character.toString(c)));
        return visible.toString();
    }

    static Stream<Vector> wrong() {
        int n = CHAT.length();
        return Stream.of(
                both("transfer-encoding: chunked"),
                both("Transfer-Encoding: CHUNKED"),
                both("transfer-encoding:chunked"),
                both("transfer-encoding:\tchunked"),
                both("transfer-encoding: identity"),
                both("transfer-encoding: chunked\r\ntransfer-encoding: identity"),
                both("transfer-encoding : chunked"),
                both("transfer-encoding: gzip"),
                both("transfer-encoding: chunked, identity"),
                both("transfer-encoding:"),
                both("transfer-encoding\0: chunked"),
                both("transfer-encoding: \u000bchunked"),
                both("transfer-encoding: chunked\0"),
                both("x: y\ntransfer-encoding: chunked"),
                both("x: y\rtransfer-encoding: chunked"),
                coding("transfer-encoding: xchunked"),
                coding("transfer-encoding: gzip, chunked"),
                coding("transfer-encoding: chunked, chunked"),
                coding("transfer-encoding: chunked\r\ntransfer-encoding: chunked"),
                coding("transfer-encoding: identity\r\ntransfer-encoding: chunked"),
                coding("transfer-encoding: \"chunked\""),
                coding("transfer-encoding: chunked;q=1"),
                coding("transfer-encoding: 'chunked'"),
                new Vector("coding in HTTP/1.0", "POST /v1/chat/completions HTTP/1.0\r\n" + HOST + CHUNKED, CHUNKS),
                headers("two lengths", LENGTH + "content-length: 0\r\n", CHAT),
                headers("one length twice", LENGTH + LENGTH, CHAT),
                length(" " + n + ", " + n),
                length(" " + n + ", 0"),
                length(" +" + n),
                length(" -" + n),
                length(" 0x" + Integer.toHexString(n)),
                length(" " + n + ".0"),
                length(" " + n + " " + n),
                length(" " + n + ";"),
                length(" 1e2"),
                length(" \0" + n),
                length(" 99999999999999999999"),
                length(""),
                headers("length with a space before the colon", "content-length : " + n + "\r\n", CHAT),
                line("POST http://gateway/v1/chat/completions HTTP/1.1"),
                line("POST //gateway\0/v1/chat/completions HTTP/1.1"),
                line("CONNECT gateway:443 HTTP/1.1"),
                line("OPTIONS * HTTP/1.1"),
                line("POST v1/chat/completions HTTP/1.1"),
                line("POST /v1/chat/completions#x HTTP/1.1"),
                line("POST /v1/chat/\0completions HTTP/1.1"),
                line("POST /v1/chat/completi\u00f6ns HTTP/1.1"),
                line("POST /v1/chat/completions HTTP/1.1 HTTP/1.1"),
                line("POST /v1/chat/completions"),
                line("POST /v1/chat/completions HTTP/x.1"),
                line("POST /v1/chat/completions TTP/1.1"),
                line("POST /v1/chat/completions HTTP/1.2"),
                line("POST /v1/chat/completions HTTP/0.9"),
                line("PO\0ST /v1/chat/completions HTTP/1.1"),
                line("PO(ST /v1/chat/completions HTTP/1.1"),
                new Vector("a line that ends with LF", LINE.replace("\r", "") + HOST + LENGTH, CHAT),
                new Vector("a header that ends with LF", LINE + "host: gateway\n" + LENGTH, CHAT),
                new Vector("no host", LINE + LENGTH, CHAT),
                new Vector("two hosts", LINE + HOST + "host: other\r\n" + LENGTH, CHAT),
                header("x y: z"),
                header("x"),
                header(": x"),
                header("x\0: y"),
                header("x: y\0z"),
                header("x\u007f: y"),
                header("x(: y"),
                header("x\u000b: y"));
    }

    /** What is wrong is seen when there is nothing left to answer: the connection ends. */
    static Stream<Vector> broken() {
        return Stream.of(
                chunks("0x", "0x" + CHUNKS),
                chunks("plus", "+" + CHUNKS),
                chunks("minus", "-" + CHUNKS),
                chunks("a size that ends with LF", CHUNKS.replaceFirst("\r\n", "\n")),
                chunks("an extension that ends with LF", SIZE + ";x\n" + CHAT + "\r\n0\r\n\r\n"),
                chunks("more than the size says", SIZE + "\r\n" + CHAT + "xx\r\n0\r\n\r\n"),
                chunks("no size", "\r\n" + CHAT + "\r\n0\r\n\r\n"),
                chunks("a size too large for any number", "fffffffffffffffff\r\n" + CHAT + "\r\n0\r\n\r\n"));
    }

    static Stream<Vector> right() {
        return Stream.of(
                headers("plain", LENGTH, CHAT),
                headers("chunked", CHUNKED, CHUNKS),
                headers("CHUNKED", "Transfer-Encoding: CHUNKED\r\n", CHUNKS),
                headers("a tab before chunked", "transfer-encoding:\tchunked\r\n", CHUNKS),
                headers("space around the length", "content-length: \t" + CHAT.length() + " \r\n", CHAT),
                headers("another name", LENGTH + "transfer_encoding: chunked\r\n", CHAT),
                new Vector("an empty line before", "\r\n" + LINE + HOST + LENGTH, CHAT));
    }

    @ParameterizedTest
    @MethodSource
    void wrong(Vector vector) throws IOException {
        List<String> statuses = statuses(vector, HIDDEN);

        assertThat(statuses).containsExactly("400");
        assertThat(calls).hasValue(0);
    }

    @ParameterizedTest
    @MethodSource
    void broken(Vector vector) throws IOException {
        List<String> statuses = statuses(vector, HIDDEN);

        assertThat(statuses).isEmpty();
        assertThat(calls).hasValue(0);
    }

    /** The second request is one of its own then, and is not sent here. */
    @ParameterizedTest
    @MethodSource
    void right(Vector vector) throws IOException {
        List<String> statuses = statuses(vector, "");

        assertThat(statuses).containsExactly("200");
        assertThat(calls).hasValue(1);
    }

    /** Of all answers until the gateway ends the connection. */
    private List<String> statuses(Vector vector, String hidden) throws IOException {
        SignedRequest signed = gateway.wish(client, 1, CHAT).signed();
        String proof = Headers.REQUEST + ": " + signed.header() + "\r\n" + Headers.SIGNATURE + ": " + signed.signature()
                + "\r\n\r\n";
        String answers = gateway.connect()
                .sendRaw(vector.head() + proof + vector.rest() + hidden)
                .readToTheEnd();
        return STATUS.matcher(answers)
                .results()
                .map((MatchResult status) -> status.group(1))
                .toList();
    }
}
