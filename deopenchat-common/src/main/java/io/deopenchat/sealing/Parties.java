package io.deopenchat.sealing;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Between whom something is sealed. It opens for no other pair, and in no other deployment.
 *
 * @param separator of the EIP-712 domain: chain and contract
 */
public record Parties(Bytes32 separator, Address provider, Address client) {
    private static final byte[] REQUEST = "deopenchat/1 sealed request\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANSWER = "deopenchat/1 sealed answer\0".getBytes(StandardCharsets.US_ASCII);

    public static Parties of(Domain domain, Address provider, Address client) {
        return new Parties(domain.separator(), provider, client);
    }

    /** The {@code info} of HPKE: {@code label || separator || provider || client}. */
    byte[] info() {
        return ByteBuffer.allocate(REQUEST.length + Bytes32.LENGTH + 2 * Address.LENGTH)
                .put(REQUEST)
                .put(separator.toArray())
                .put(provider.toArray())
                .put(client.toArray())
                .array();
    }

    /** The context of the secret for an answer: {@code label || requestHash || sequence || provider || client}. */
    byte[] answerContext(Bytes32 requestHash, long sequence) {
        return ByteBuffer.allocate(ANSWER.length + Bytes32.LENGTH + Long.BYTES + 2 * Address.LENGTH)
                .put(ANSWER)
                .put(requestHash.toArray())
                .putLong(sequence)
                .put(provider.toArray())
                .put(client.toArray())
                .array();
    }
}
