package io.deopenchat.protocol;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Members;
import io.deopenchat.signing.MessageType;
import io.deopenchat.signing.TypedMessage;

/** A preference between two providers, weighted by a cumulative amount in base units. */
public record Comparison(Address preferred, Address other, Wei total) implements TypedMessage {
    public static final MessageType TYPE = new MessageType("Comparison(address preferred,address other,uint96 total)");

    @Override
    public MessageType type() {
        return TYPE;
    }

    @Override
    public void write(Members members) {
        members.put(preferred).put(other).put(total.value());
    }
}
