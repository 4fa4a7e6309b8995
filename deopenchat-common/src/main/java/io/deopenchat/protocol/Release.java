package io.deopenchat.protocol;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Members;
import io.deopenchat.signing.MessageType;
import io.deopenchat.signing.TypedMessage;

/**
 * The operator's agreement that the owner takes back at once what is left of an escrow.
 *
 * @param settledTotal base units that all rounds of the account cost; the provider is credited what of it is unclaimed
 * @param nonce the account's release nonce, used once
 * @param deadline unix seconds, at most ten minutes ahead
 */
public record Release(Address provider, Address client, Wei settledTotal, long nonce, long deadline)
        implements TypedMessage {
    public static final MessageType TYPE = new MessageType(
            "Release(address provider,address client,uint96 settledTotal,uint64 nonce,uint64 deadline)");

    public Release {
        Check.notNegative("nonce", nonce);
        Check.notNegative("deadline", deadline);
    }

    @Override
    public MessageType type() {
        return TYPE;
    }

    @Override
    public void write(Members members) {
        members.put(provider).put(client).put(settledTotal.value()).put(nonce).put(deadline);
    }
}
