package io.deopenchat.protocol;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Members;
import io.deopenchat.signing.MessageType;
import io.deopenchat.signing.TypedMessage;

/** The client key's consent to its owner; provider zero means any provider. */
public record Bind(Address provider, Address owner) implements TypedMessage {
    public static final MessageType TYPE = new MessageType("Bind(address provider,address owner)");

    @Override
    public MessageType type() {
        return TYPE;
    }

    @Override
    public void write(Members members) {
        members.put(provider).put(owner);
    }
}
