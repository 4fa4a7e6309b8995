package io.deopenchat.gateway.api;

import io.deopenchat.gateway.api.Authentication.Authentic;
import io.deopenchat.gateway.round.Rounds;
import io.deopenchat.gateway.sealing.EncryptionKeys;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.sealing.AnswerSecret;
import io.deopenchat.sealing.OpenedRequest;
import io.deopenchat.sealing.SealedRequest;
import io.deopenchat.signing.Address;
import org.jspecify.annotations.Nullable;

/** What a call says: its body as it came, or what was sealed in it. */
final class Content {
    private final byte[] body;
    private final @Nullable AnswerSecret answerSecret;

    private Content(byte[] body, @Nullable AnswerSecret answerSecret) {
        this.body = body;
        this.answerSecret = answerSecret;
    }

    /**
     * @param received body of a call whose signature was checked
     * @throws Refusal if it is sealed to a key that is not there
     * @throws io.deopenchat.protocol.MalformedMessage if it does not open
     */
    static Content of(EncryptionKeys keys, Authentic authentic, InferenceEndpoint endpoint, byte[] received) {
        if (!SealedRequest.is(received)) {
            return new Content(received, null);
        }
        Address client = authentic.signed().client();
        OpenedRequest opened = keys.open(client, InferenceEndpoint.METHOD + " " + endpoint.path(), received)
                .orElseThrow(() -> Refusal.of(
                        ErrorCode.ENCRYPTION_KEY_UNKNOWN,
                        "the request is sealed to a key that this gateway does not have; ask for its present one"));
        return new Content(
                opened.clear(),
                opened.answer(
                        authentic.requestHash(), authentic.signed().request().sequence()));
    }

    byte[] body() {
        return body;
    }

    @Nullable
    AnswerSecret answerSecret() {
        return answerSecret;
    }

    /** Where the call leads, told in words that do not repeat what was sealed. */
    Rounds.Entry told(Rounds.Entry entry) {
        return answerSecret != null && entry instanceof Rounds.Entry.Refused refused
                ? new Rounds.Entry.Refused(refused.error().withheld())
                : entry;
    }
}
