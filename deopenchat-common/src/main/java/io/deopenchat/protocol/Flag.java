package io.deopenchat.protocol;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Members;
import io.deopenchat.signing.MessageType;
import io.deopenchat.signing.TypedMessage;

/** A complaint about a provider, weighted by a cumulative amount in base units. */
public record Flag(Address provider, Wei total) implements TypedMessage {
    public static final MessageType TYPE = new MessageType("Flag(address provider,uint96 total)");

    @Override
    public MessageType type() {
        return TYPE;
    }

    @Override
    public void write(Members members) {
        members.put(provider).put(total.value());
    }
}
