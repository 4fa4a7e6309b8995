package io.deopenchat.sealing;

import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.signing.Bytes32;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.hpke.HPKEContext;

/** A {@link SealedRequest} at its provider. */
public final class OpenedRequest {
    private final HPKEContext context;
    private final Parties parties;
    private final byte[] clear;

    private OpenedRequest(HPKEContext context, Parties parties, byte[] clear) {
        this.context = context;
        this.parties = parties;
        this.clear = clear;
    }

    /**
     * The public key that a sealed body names.
     *
     * @throws MalformedMessage if it is too short to name one
     */
    public static Bytes32 recipientOf(byte[] body) {
        if (!SealedRequest.is(body) || body.length < SealedRequest.OVERHEAD_BYTES) {
            throw new MalformedMessage("a sealed request has at least " + SealedRequest.OVERHEAD_BYTES + " bytes");
        }
        return SealedRequest.recipientOf(body);
    }

    /**
     * @param call method and path of the call that brought it
     * @throws MalformedMessage if it was changed, or sealed for another key, pair, deployment or call
     */
    public static OpenedRequest open(EncryptionSecret secret, Parties parties, String call, byte[] body) {
        if (!recipientOf(body).equals(secret.publicKey())) {
            throw new MalformedMessage("the request is sealed to another key");
        }
        byte[] encapsulation = Arrays.copyOfRange(body, 1 + Bytes32.LENGTH, SealedRequest.HEAD_BYTES);
        HPKEContext context = Suite.receiver(encapsulation, secret, parties.info());
        byte[] clear = Suite.open(context, call.getBytes(StandardCharsets.US_ASCII), body, SealedRequest.HEAD_BYTES);
        return new OpenedRequest(context, parties, clear);
    }

    /** Its very array: not to be changed. */
    public byte[] clear() {
        return clear;
    }

    /** What the answer to it is sealed with. */
    public AnswerSecret answer(Bytes32 requestHash, long sequence) {
        return new AnswerSecret(context.export(parties.answerContext(requestHash, sequence), AnswerSecret.LENGTH));
    }
}
