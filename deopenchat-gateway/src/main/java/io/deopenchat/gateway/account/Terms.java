package io.deopenchat.gateway.account;

import io.deopenchat.money.Wei;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.protocol.InferenceRequest;
import io.deopenchat.protocol.ModelLimits;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.sealing.AnswerSecret;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What client and provider agree on for one round: the signed request, and the call that it covers.
 *
 * @param requestHash EIP-712 digest of the request, the identity of the round
 * @param limits that this gateway publishes for the model
 * @param answerSecret what the answer is sealed with; null if the call came as it is
 */
public record Terms(
        SignedRequest signed,
        Bytes32 requestHash,
        InferenceCall call,
        ModelLimits limits,
        @Nullable AnswerSecret answerSecret) {

    /** Of a call that came as it is. */
    public Terms(SignedRequest signed, Bytes32 requestHash, InferenceCall call, ModelLimits limits) {
        this(signed, requestHash, call, limits, null);
    }

    /** What the answer is sealed with; empty if it is not. */
    public Optional<AnswerSecret> sealing() {
        return Optional.ofNullable(answerSecret);
    }

    /** Whether nobody between client and provider may read call and answer. */
    public boolean isSealed() {
        return answerSecret != null;
    }

    public InferenceRequest request() {
        return signed.request();
    }

    public Address client() {
        return signed.client();
    }

    public long sequence() {
        return request().sequence();
    }

    public Wei maxCost() {
        return request().maxCost();
    }
}
