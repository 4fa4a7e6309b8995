package io.deopenchat.chain;

import io.deopenchat.signing.Bytes32;
import org.jspecify.annotations.Nullable;

/**
 * A transaction was sent (or may have been, if the connection broke while sending) and is not mined within the time that
 * the sender waits. It can still be mined at any later time: before repeating it, ask {@link ChainClient#mined} for its hash.
 */
public final class TransactionPending extends RuntimeException {
    private final Bytes32 hash;

    TransactionPending(String operation, Bytes32 hash, String why, @Nullable Throwable cause) {
        super(
                "%s: transaction %s is not mined yet (%s); it may still be, look it up before you repeat it"
                        .formatted(operation, hash, why),
                cause);
        this.hash = hash;
    }

    public Bytes32 hash() {
        return hash;
    }
}
