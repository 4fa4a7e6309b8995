package io.deopenchat.protocol;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Members;
import io.deopenchat.signing.MessageType;
import io.deopenchat.signing.TypedMessage;

/**
 * The operator's word that requests to the provider may be sealed to a key, so that nobody in between names one of their own.
 *
 * @param client who may seal to it; zero for everybody
 * @param key X25519 public key
 * @param until unix seconds after which nobody seals to it any more on the strength of this message
 */
public record EncryptionKey(Address provider, Address client, Bytes32 key, long until) implements TypedMessage {
    public static final MessageType TYPE =
            new MessageType("EncryptionKey(address provider,address client,bytes32 key,uint64 until)");

    public EncryptionKey {
        Check.notNegative("until", until);
    }

    /** Whether it is for this pair at this time. */
    public boolean isFor(Address toProvider, Address fromClient, long unixSeconds) {
        return provider.equals(toProvider)
                && (client.equals(Address.ZERO) || client.equals(fromClient))
                && unixSeconds <= until;
    }

    @Override
    public MessageType type() {
        return TYPE;
    }

    @Override
    public void write(Members members) {
        members.put(provider).put(client).put(key).put(until);
    }
}
