package io.deopenchat.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.fuzz.Malformed;
import io.deopenchat.fuzz.MalformedRequests;
import io.deopenchat.fuzz.Onslaught;
import io.deopenchat.fuzz.SmugglingVectors;
import io.deopenchat.gateway.config.AccessConfig;
import io.deopenchat.gateway.config.ClientFiles;
import io.deopenchat.gateway.config.Patience;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Eventually;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.TestBackend;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.SignedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of requests of which each is wrong somewhere, made by a seed from good ones. None is the gateway's fault, none
 * keeps a connection, no answer tells what is nobody's business, and the backend hears of nothing but what was signed.
 */
class MalformedHttpTest {
    private static final String CHAT = "{\"model\":\"" + Offer.MODEL
            + "\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final Duration LONG = Duration.ofSeconds(20);

    /** The key of the backend, and the words of a stack trace. */
    private static final List<String> SECRETS =
            List.of("sk-backend", "Exception", "\tat ", "io.deopenchat", "io.vertx");

    private static final int SAME_ROUND = 200;
    private static final long LEVEL = 64L * 1_024 * 1_024;

    private final ClientKey client = new ClientKey("client");
    private final TestGateway gateway;
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final Thread backend = Thread.ofVirtual().unstarted(this::answerAll);
    private final Onslaught onslaught;

    MalformedHttpTest(@TempDir Path directory) {
        Patience patience = new Patience(LONG, Duration.ofSeconds(5), LONG);
        gateway = new TestGateway(directory, null, new AccessConfig(0, 0, 0, 0, List.of(), patience, ClientFiles.NONE));
        gateway.accounts().update(Escrow.of(client, 100_000_000).state());
        backend.start();
        onslaught = new Onslaught(gateway.port(), SECRETS);
    }

    @AfterEach
    void close() throws Exception {
        backend.interrupt();
        backend.join();
        gateway.close();
    }

    private void answerAll() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                TestBackend.Call call = gateway.backend().next();
                heard.add(call.path() + " " + call.body());
                call.answers(TestBackend.completion("Hello", 7, 1));
            } catch (RuntimeException nothingYet) {
                // not called for a while, or its caller went away
            }
        }
    }

    @Test
    void noneIsTheGatewaysFaultAndNoneStays() {
        onslaught.sends(200, this::malformed);
        long before = usedAfterCollection();

        onslaught.sends(Malformed.count(), this::malformed);

        assertThat(onslaught.faults()).as(onslaught.summary()).isEmpty();
        assertThat(onslaught.answered(400)).as(onslaught.summary()).isPositive();
        assertThat(heard).allMatch(asSigned()::equals);
        Eventually.holds("the memory is level", () -> usedAfterCollection() < before + LEVEL);
        assertThat(statusOf(Malformed.count() / SAME_ROUND + 2)).isEqualTo(200);
    }

    @Test
    void whatSpellsATransferEncodingBesideALengthIsNotServed() {
        List<String> vectors = SmugglingVectors.of(head(1, ""), CHAT);

        onslaught
                .waitsForAnswers()
                .sends(vectors.size(), number -> vectors.get(number).getBytes(StandardCharsets.ISO_8859_1));

        assertThat(vectors).hasSizeGreaterThan(300).doesNotHaveDuplicates();
        assertThat(onslaught.faults()).as(onslaught.summary()).isEmpty();
        assertThat(onslaught.answered(200)).as(onslaught.summary()).isZero();
        assertThat(heard).isEmpty();
    }

    private byte[] malformed(int number) {
        String length = "content-length: " + CHAT.length() + "\r\n";
        return new MalformedRequests(31 * Malformed.seed() + number).next(head(1 + number / SAME_ROUND, length), CHAT);
    }

    private Wish wish(int sequence) {
        return gateway.wish(client, sequence, CHAT);
    }

    private String head(int sequence, String more) {
        SignedRequest signed = wish(sequence).signed();
        return "POST /v1/chat/completions HTTP/1.1\r\nhost: gateway\r\n" + Headers.REQUEST + ": " + signed.header()
                + "\r\n" + Headers.SIGNATURE + ": " + signed.signature() + "\r\ncontent-type: application/json\r\n"
                + more;
    }

    private static String asSigned() {
        return "/v1/chat/completions " + CHAT;
    }

    private int statusOf(int sequence) {
        try {
            return gateway.post(wish(sequence)).head().status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long usedAfterCollection() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
