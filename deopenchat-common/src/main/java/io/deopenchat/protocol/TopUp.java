package io.deopenchat.protocol;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Members;
import io.deopenchat.signing.MessageType;
import io.deopenchat.signing.TypedMessage;

/** Moves money from an owner's prefunded balance into an account, up to a cumulative total in base units. */
public record TopUp(Address owner, Address provider, Wei total, long deadline) implements TypedMessage {
    public static final MessageType TYPE =
            new MessageType("TopUp(address owner,address provider,uint96 total,uint64 deadline)");

    public TopUp {
        Check.notNegative("deadline", deadline);
    }

    @Override
    public MessageType type() {
        return TYPE;
    }

    @Override
    public void write(Members members) {
        members.put(owner).put(provider).put(total.value()).put(deadline);
    }
}
