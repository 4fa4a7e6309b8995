package io.deopenchat.gateway.account;

import io.deopenchat.money.Wei;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.protocol.InferenceRequest;
import io.deopenchat.protocol.ModelLimits;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;

/**
 * What client and provider agree on for one round: the signed request, and the call that it covers.
 *
 * @param requestHash EIP-712 digest of the request, the identity of the round
 * @param limits that this gateway publishes for the model
 */
public record Terms(SignedRequest signed, Bytes32 requestHash, InferenceCall call, ModelLimits limits) {

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
