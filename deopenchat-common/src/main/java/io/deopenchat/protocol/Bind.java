package io.deopenchat.protocol;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.MessageType;
import io.deopenchat.signing.TypedMessage;

/** The client key's consent to its owner; provider zero means any provider. */
public record Bind(Address provider, Address owner) implements TypedMessage {
    public static final MessageType TYPE = new MessageType("Bind(address provider,address owner)");

    @Override
    public Bytes32 structHash() {
        return TYPE.struct().put(provider).put(owner).hash();
    }
}
