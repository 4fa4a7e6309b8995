package io.deopenchat.bridge.operations;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.MessageSigner;
import io.deopenchat.signing.Signature;
import io.deopenchat.signing.TypedMessage;

/** Counts what is signed, by the name of its type: each of them can be worth money. */
public record CountedSigner(MessageSigner signer, Metrics metrics) implements MessageSigner {
    @Override
    public Address address() {
        return signer.address();
    }

    @Override
    public Signature sign(Domain domain, TypedMessage message, Bytes32 digest) {
        Signature signature = signer.sign(domain, message, digest);
        metrics.signed(message.type().name());
        return signature;
    }
}
