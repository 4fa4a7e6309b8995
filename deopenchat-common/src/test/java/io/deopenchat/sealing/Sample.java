package io.deopenchat.sealing;

import io.deopenchat.protocol.TestDomain;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.TestKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One sealed round with every chance removed. */
final class Sample {
    static final EncryptionSecret RECIPIENT = filled(0x11);
    static final EncryptionSecret EPHEMERAL = filled(0x22);
    static final Parties PARTIES = Parties.of(TestDomain.DOMAIN, TestKey.PROVIDER.address(), TestKey.CLIENT.address());
    static final String CALL = "POST /v1/chat/completions";
    static final byte[] PROMPT = "{\"model\":\"m\",\"messages\":[]}".getBytes(StandardCharsets.UTF_8);
    static final Bytes32 REQUEST_HASH = Bytes32.of(bytes(0x33));
    static final long SEQUENCE = 7;
    static final byte[] SALT = bytes(0x44);
    static final String TYPE = SealedType.of("text/event-stream");

    private Sample() {}

    static SealedRequest request() {
        return SealedRequest.of(RECIPIENT.publicKey(), PARTIES, CALL, PROMPT, EPHEMERAL.pair());
    }

    static AnswerSecret answerSecret() {
        return request().answer(REQUEST_HASH, SEQUENCE);
    }

    static AnswerSealer sealer() {
        return new AnswerSealer(answerSecret(), TYPE, SALT);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static EncryptionSecret filled(int value) {
        return EncryptionSecret.of(bytes(value));
    }

    static byte[] bytes(int value) {
        byte[] bytes = new byte[Bytes32.LENGTH];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
