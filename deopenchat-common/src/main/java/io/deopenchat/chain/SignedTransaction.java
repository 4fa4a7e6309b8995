package io.deopenchat.chain;

import io.deopenchat.signing.Bytes32;

/**
 * A transaction that can be sent, as often as needed: a node takes it once.
 *
 * @param gasLimit the most gas it may use
 * @param raw what the node gets, 0x-hex
 */
public record SignedTransaction(Bytes32 hash, long nonce, long gasLimit, Fees fees, String raw) {
    public SignedTransaction {
        if (nonce < 0 || gasLimit < 1) {
            throw new IllegalArgumentException("no transaction has nonce " + nonce + " and gas limit " + gasLimit);
        }
    }
}
