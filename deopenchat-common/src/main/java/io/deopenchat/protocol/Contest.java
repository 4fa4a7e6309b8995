package io.deopenchat.protocol;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Members;
import io.deopenchat.signing.MessageType;
import io.deopenchat.signing.TypedMessage;

/** The client's answer to a provisional claim: what it owes for the round, in base units. */
public record Contest(Address provider, Bytes32 requestHash, Wei owed) implements TypedMessage {
    public static final MessageType TYPE = new MessageType("Contest(address provider,bytes32 requestHash,uint96 owed)");

    @Override
    public MessageType type() {
        return TYPE;
    }

    @Override
    public void write(Members members) {
        members.put(provider).put(requestHash).put(owed.value());
    }
}
