package io.deopenchat.bridge.api;

import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.ContentHash;
import io.deopenchat.signing.Bytes32;
import io.vertx.core.buffer.Buffer;

/**
 * What is to be bought.
 *
 * @param body exact bytes that are signed and sent
 * @param contentHash of endpoint and body
 * @param application by which budgets know who asks
 */
record Purchase(InferenceCall call, Buffer body, Bytes32 contentHash, String application) {

    static Purchase of(InferenceCall call, byte[] body, String application) {
        return new Purchase(
                call,
                Buffer.buffer(body),
                ContentHash.of(InferenceEndpoint.METHOD, call.endpoint().path(), body),
                application);
    }
}
