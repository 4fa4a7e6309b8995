package io.deopenchat.protocol;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Members;
import io.deopenchat.signing.MessageType;
import io.deopenchat.signing.TypedMessage;

/**
 * A client's signed permission for one call that reads or ends something of its account.
 *
 * @param action method and path without prefix and query, for example {@code GET /deopenchat/v1/account}
 * @param deadline unix seconds, at most five minutes ahead
 */
public record Access(Address provider, String action, long deadline) implements TypedMessage {
    public static final MessageType TYPE = new MessageType("Access(address provider,string action,uint64 deadline)");

    public Access {
        Check.notNegative("deadline", deadline);
    }

    @Override
    public MessageType type() {
        return TYPE;
    }

    @Override
    public void write(Members members) {
        members.put(provider).put(action).put(deadline);
    }
}
