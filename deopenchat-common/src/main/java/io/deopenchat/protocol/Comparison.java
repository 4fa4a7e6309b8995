package io.deopenchat.protocol;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.MessageType;
import io.deopenchat.signing.TypedMessage;

/** A preference between two providers, weighted by a cumulative amount in base units. */
public record Comparison(Address preferred, Address other, Wei total) implements TypedMessage {
    public static final MessageType TYPE = new MessageType("Comparison(address preferred,address other,uint96 total)");

    @Override
    public Bytes32 structHash() {
        return TYPE.struct().put(preferred).put(other).put(total.value()).hash();
    }
}
