package io.deopenchat.signing;

/**
 * A message that is signed as EIP-712 typed data. What is hashed here and what another program is shown for signing are
 * written by the same method, so that they cannot differ.
 */
public interface TypedMessage {
    MessageType type();

    /** Puts every member, in the order of the type. */
    void write(Members members);

    /** {@code hashStruct} of EIP-712: keccak-256 of the type hash and the encoded members. */
    default Bytes32 structHash() {
        MessageType.StructHash struct = type().struct();
        write(struct);
        return struct.hash();
    }
}
