package io.deopenchat.bridge.provider;

import io.deopenchat.http.ArrayBuffer;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.ContentHash;
import io.deopenchat.sealing.AnswerForm;
import io.deopenchat.sealing.SealedRequest;
import io.deopenchat.signing.Bytes32;
import io.vertx.core.buffer.Buffer;

/**
 * The bytes of a call as they leave for one provider.
 *
 * @param contentHash of endpoint and these bytes: what is signed
 * @param answers in which form the answer comes back
 */
public record Parcel(Buffer bytes, Bytes32 contentHash, String contentType, AnswerForm.OfRound answers) {

    /** The body as it is. */
    static Parcel clear(InferenceCall call, Buffer body, Bytes32 contentHash) {
        return new Parcel(
                body,
                contentHash,
                call.endpoint().contentType(body.getBytes()),
                (requestHash, sequence) -> new AnswerForm.Clear());
    }

    static Parcel sealed(InferenceCall call, SealedRequest request) {
        return new Parcel(
                ArrayBuffer.of(request.body()),
                ContentHash.of(InferenceEndpoint.METHOD, call.endpoint().path(), request.body()),
                SealedRequest.CONTENT_TYPE,
                (requestHash, sequence) -> new AnswerForm.Sealed(request.answer(requestHash, sequence)));
    }
}
