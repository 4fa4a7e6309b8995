package io.deopenchat.bridge.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.TestDomain;
import io.deopenchat.sealing.AnswerForm;
import io.deopenchat.sealing.AnswerSealer;
import io.deopenchat.sealing.AnswerSecret;
import io.deopenchat.sealing.EncryptionSecret;
import io.deopenchat.sealing.Parties;
import io.deopenchat.sealing.SealedRequest;
import io.deopenchat.sealing.SealedType;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import io.deopenchat.signing.TestKey;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SealedLogReaderTest {
    private static final String EVENT = "data: {\"choices\":[{\"delta\":{\"content\":\"seals\"}}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";
    private static final String TYPE = SealedType.of("text/event-stream");
    private static final Buffer END_OF_LOG = Buffer.buffer(new byte[Integer.BYTES]);

    private final SecureRandom random = new SecureRandom();
    private final AnswerSecret secret = SealedRequest.of(
                    EncryptionSecret.generate(random).publicKey(),
                    Parties.of(TestDomain.DOMAIN, TestKey.PROVIDER.address(), TestKey.CLIENT.address()),
                    "POST /v1/chat/completions",
                    new byte[] {'{', '}'})
            .answer(Bytes32.ZERO, 1);
    private final AnswerSealer sealer = new AnswerSealer(secret, TYPE, random);
    private final Buffer log = Buffer.buffer(sealer.salt());
    private final Taken taken = new Taken();
    private final LogReader reader = reader(TYPE, new AnswerForm.Sealed(secret));

    private LogReader reader(String contentType, AnswerForm form) {
        return new LogReader(
                FuzzedResponse.of(200, Map.of("content-type", contentType)),
                InferenceEndpoint.CHAT_COMPLETIONS.dialect(),
                form,
                taken);
    }

    private void says(String text) {
        log.appendBytes(sealer.seal(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void ends() {
        log.appendBytes(sealer.end(sealer.chunks()));
    }

    private Bytes32 hashOfLog() {
        return Bytes32.of(Hash.sha256().digest(log.getBytes()));
    }

    @Test
    void writesWhatWasSaidAndHashesWhatWasSent() {
        says(EVENT);
        says(DONE);
        ends();
        reader.feed(log);

        ReceivedLog received = reader.end();

        assertThat(taken.text).hasToString(EVENT + DONE);
        assertThat(reader.head().contentType()).isEqualTo("text/event-stream");
        assertThat(received.delivered().hash()).isEqualTo(hashOfLog());
        assertThat(received.delivered().textBytes()).isEqualTo("seals".length());
        assertThat(received.deliveredText()).contains("seals");
    }

    @Test
    void nothingBehindTheLogReachesTheApplication() {
        says(EVENT);
        ends();
        reader.feed(log);
        reader.feed(END_OF_LOG);
        reader.feed(Buffer.buffer(EVENT.replace("seals", "forged")));

        reader.end();

        assertThat(taken.text).hasToString(EVENT);
    }

    @Test
    void anAnswerThatIsNotSealedIsNone() {
        assertThatThrownBy(() -> reader("text/event-stream", new AnswerForm.Sealed(secret)))
                .isInstanceOf(MalformedMessage.class);
    }

    @Test
    void aLogWithoutItsEndIsNone() {
        says(EVENT);
        says(DONE);
        reader.feed(log);

        assertThatThrownBy(reader::end).isInstanceOf(MalformedMessage.class).hasMessageContaining("cut");
    }

    @Test
    void aVoidRoundIsToldByTheBridgeItself() {
        says(": keepalive\n\n");
        reader.feed(log);
        reader.feed(END_OF_LOG);
        reader.feed(Buffer.buffer("data: {\"error\":{\"message\":\"forged\"}}\n\n"));
        reader.feed(Buffer.buffer("event: deopenchat.void\ndata: {\"sequence\":\"1\"}\n\n"));

        ReceivedLog received = reader.end();

        assertThat(received.isVoid()).isTrue();
        assertThat(taken.text.toString()).contains("backend_error").doesNotContain("forged");
    }

    @Test
    void aRoundThatWasReadToItsEndIsNotVoid() {
        says(EVENT);
        says(DONE);
        ends();
        reader.feed(log);
        reader.feed(END_OF_LOG);
        reader.feed(Buffer.buffer("event: deopenchat.void\ndata: {\"sequence\":\"1\"}\n\n"));
        reader.feed(Buffer.buffer("event: deopenchat.receipt\ndata: none\n\n"));

        ReceivedLog received = reader.end();

        assertThat(received.isVoid()).isFalse();
        assertThat(received.unreadable()).isEqualTo("none");
        assertThat(taken.text).hasToString(EVENT + DONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"receipt", "void"})
    void whatABackendSaysIsNeverTheGatewaysWord(String name) {
        String event = "event: deopenchat." + name + "\ndata: {\"sequence\":\"1\"}\n\n";
        says(event);
        says(DONE);
        ends();
        reader.feed(log);

        ReceivedLog received = reader.end();

        assertThat(received.isVoid()).isFalse();
        assertThat(received.unreadable()).isEmpty();
        assertThat(taken.text).hasToString(event + DONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, Integer.BYTES, Integer.BYTES + 1})
    void nothingFollowsAnAnswerThatIsNotStreamed(int length) {
        LogReader ofWhole = whole();
        ofWhole.feed(log);

        assertThatThrownBy(() -> {
                    ofWhole.feed(Buffer.buffer(new byte[length]));
                    ofWhole.end();
                })
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("follows");
    }

    @Test
    void anAnswerThatIsNotStreamedEndsWithItsLastChunk() {
        LogReader ofWhole = whole();
        ofWhole.feed(log);

        assertThat(ofWhole.end().delivered().hash()).isEqualTo(hashOfLog());
        assertThat(taken.text).hasToString("{}");
    }

    /** A reader of an answer that is not streamed; {@link #log} holds one. */
    private LogReader whole() {
        String type = SealedType.of("application/json");
        AnswerSealer ofWhole = new AnswerSealer(secret, type, random);
        log.setBytes(0, ofWhole.salt())
                .appendBytes(ofWhole.seal(new byte[] {'{', '}'}))
                .appendBytes(ofWhole.end(ofWhole.chunks()));
        return reader(type, new AnswerForm.Sealed(secret));
    }

    @Test
    void whoLostTheSecretTakesEveryByteForOneOfText() {
        says(EVENT);
        says(DONE);
        ends();
        LogReader later = reader(TYPE, new AnswerForm.Unreadable());
        later.feed(log);

        ReceivedLog received = later.end();

        assertThat(received.delivered().hash()).isEqualTo(hashOfLog());
        assertThat(received.delivered().textBytes()).isEqualTo(EVENT.length() + DONE.length());
        assertThat(received.deliveredText()).isEmpty();
        assertThat(taken.text.toString()).isEmpty();
    }

    private static final class Taken implements LogSink {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void begin(LogHead head) {}

        @Override
        public void write(Buffer bytes) {
            text.append(bytes);
        }

        @Override
        public int waiting() {
            return 0;
        }

        @Override
        public boolean isFull() {
            return false;
        }

        @Override
        public void whenDrained(Runnable resume) {}

        @Override
        public void end() {}
    }
}
