package io.deopenchat.protocol;

import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;

/** The hash chain over receipts: one word that commits to every request and response that was paid for. */
public final class Transcript {
    /** Head of an account without confirmed rounds. */
    public static final Bytes32 START = Bytes32.ZERO;

    private Transcript() {}

    /** {@code keccak256(head || receiptDigest)}. */
    public static Bytes32 append(Bytes32 head, Bytes32 receiptDigest) {
        byte[] bytes = new byte[2 * Bytes32.LENGTH];
        System.arraycopy(head.toArray(), 0, bytes, 0, Bytes32.LENGTH);
        System.arraycopy(receiptDigest.toArray(), 0, bytes, Bytes32.LENGTH, Bytes32.LENGTH);
        return Hash.keccak256(bytes);
    }
}
