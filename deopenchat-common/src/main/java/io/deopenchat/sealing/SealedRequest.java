package io.deopenchat.sealing;

import io.deopenchat.signing.Bytes32;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;

/**
 * The body of a call as its client sends it: {@code 0x01 || recipient (32) || enc (32) || ciphertext}. No other body of the
 * protocol begins with that byte, so no header says what is sealed, and nobody on the way can.
 */
public final class SealedRequest {
    static final byte VERSION = 1;
    static final int HEAD_BYTES = 1 + Bytes32.LENGTH + Suite.ENCAPSULATION_BYTES;

    /** By how much the sealed body is longer. */
    public static final int OVERHEAD_BYTES = HEAD_BYTES + Suite.TAG_BYTES;

    /** Of a sealed request on its way. */
    public static final String CONTENT_TYPE = "application/vnd.deopenchat.sealed";

    private final HPKEContextWithEncapsulation context;
    private final Parties parties;
    private final byte[] body;

    private SealedRequest(HPKEContextWithEncapsulation context, Parties parties, byte[] body) {
        this.context = context;
        this.parties = parties;
        this.body = body;
    }

    /**
     * @param recipient public key of the provider
     * @param call method and path, for example {@code POST /v1/chat/completions}
     * @throws io.deopenchat.protocol.MalformedMessage if nothing can be sealed to {@code recipient}
     */
    public static SealedRequest of(Bytes32 recipient, Parties parties, String call, byte[] clear) {
        return of(recipient, parties, call, clear, Suite.ephemeral());
    }

    static SealedRequest of(
            Bytes32 recipient, Parties parties, String call, byte[] clear, AsymmetricCipherKeyPair ephemeral) {
        HPKEContextWithEncapsulation context = Suite.sender(recipient.toArray(), parties.info(), ephemeral);
        byte[] sealed = Suite.seal(context, call.getBytes(StandardCharsets.US_ASCII), clear);
        byte[] body = ByteBuffer.allocate(HEAD_BYTES + sealed.length)
                .put(VERSION)
                .put(recipient.toArray())
                .put(context.getEncapsulation())
                .put(sealed)
                .array();
        return new SealedRequest(context, parties, body);
    }

    /** Whether a body says that it is sealed. */
    public static boolean is(byte[] body) {
        return body.length > 0 && body[0] == VERSION;
    }

    /** Its very array: not to be changed. */
    public byte[] body() {
        return body;
    }

    /** What the answer to it is sealed with. */
    public AnswerSecret answer(Bytes32 requestHash, long sequence) {
        return new AnswerSecret(context.export(parties.answerContext(requestHash, sequence), AnswerSecret.LENGTH));
    }

    /** To whom a body is sealed. */
    static Bytes32 recipientOf(byte[] body) {
        return Bytes32.of(Arrays.copyOfRange(body, 1, 1 + Bytes32.LENGTH));
    }
}
