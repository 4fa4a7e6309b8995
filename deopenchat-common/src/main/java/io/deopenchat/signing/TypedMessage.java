package io.deopenchat.signing;

/** A message that is signed as EIP-712 typed data. */
public interface TypedMessage {

    /** {@code hashStruct} of EIP-712: keccak-256 of the type hash and the encoded members. */
    Bytes32 structHash();
}
