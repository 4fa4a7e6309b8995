package io.deopenchat.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.application.ApplicationKeys;
import io.deopenchat.bridge.support.FakeGateway;
import io.deopenchat.bridge.support.Registry;
import io.deopenchat.bridge.support.RunningBridge;
import io.deopenchat.fuzz.Malformed;
import io.deopenchat.fuzz.MalformedRequests;
import io.deopenchat.fuzz.Onslaught;
import io.deopenchat.fuzz.SmugglingVectors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of requests of which each is wrong somewhere, made by a seed from one without its key. None is the bridge's fault,
 * none keeps a connection, and nothing is signed.
 */
class MalformedHttpTest {
    private static final String CHAT = RunningBridge.chat(false);

    private final FakeGateway gateway = new FakeGateway();
    private final RunningBridge bridge;
    private final String key;
    private final Onslaught onslaught;

    MalformedHttpTest(@TempDir Path directory) {
        key = ApplicationKeys.in(directory, InstantSource.system())
                .makeFirst()
                .orElseThrow()
                .secret();
        bridge = RunningBridge.spending(directory, new Registry(gateway.endpoint()));
        onslaught = new Onslaught(bridge.port(), List.of(key, "Exception", "\tat ", "io.deopenchat", "io.vertx"));
    }

    @AfterEach
    void close() {
        bridge.close();
        gateway.close();
    }

    private String head(String shown, String more) {
        return "POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:" + bridge.port() + "\r\nauthorization: Bearer "
                + shown + "\r\ncontent-type: application/json\r\n" + more;
    }

    private byte[] malformed(int number) {
        String head = head("somebody", "content-length: " + CHAT.length() + "\r\n");
        return new MalformedRequests(31 * Malformed.seed() + number).next(head, CHAT);
    }

    @Test
    void noneIsTheBridgesFaultAndNothingIsSigned() {
        onslaught.sends(Malformed.count(), this::malformed);

        assertThat(onslaught.faults()).as(onslaught.summary()).isEmpty();
        assertThat(onslaught.answered(401)).as(onslaught.summary()).isPositive();
        assertThat(bridge.rounds()).isEmpty();
    }

    @Test
    void whatSpellsATransferEncodingBesideALengthIsNotServed() {
        List<String> vectors = SmugglingVectors.of(head(key, ""), CHAT);

        onslaught
                .waitsForAnswers()
                .sends(vectors.size(), number -> vectors.get(number).getBytes(StandardCharsets.ISO_8859_1));

        assertThat(onslaught.faults()).as(onslaught.summary()).isEmpty();
        assertThat(onslaught.answered(200)).as(onslaught.summary()).isZero();
        assertThat(bridge.rounds()).isEmpty();
        assertThat(gateway.requests()).isEmpty();
    }
}
