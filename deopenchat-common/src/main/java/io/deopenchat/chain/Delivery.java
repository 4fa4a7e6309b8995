package io.deopenchat.chain;

import java.util.Locale;

/** What became of handing a signed transaction to a node. */
public sealed interface Delivery {

    /** The node has it, now or since before. */
    record Accepted() implements Delivery {}

    /** The connection broke: it may have arrived. */
    record Uncertain(ChainUnavailable why) implements Delivery {}

    /** The node does not want it. */
    record Refused(Reason reason, ChainUnavailable why) implements Delivery {}

    /** Why a node refuses, as far as its words are known. */
    enum Reason {
        /** A transaction with this nonce is in a block. */
        NONCE_USED,
        /** It replaces another one for too little, or offers less than the node takes. */
        UNDERPRICED,
        /** The wallet cannot pay for it. */
        TOO_POOR,
        OTHER
    }

    /**
     * Nodes have no codes for this, so their words are compared. Lotus says "already in mpool" of the same transaction, and of
     * another one with its nonce that offers too little.
     */
    static Delivery refused(RpcFailure failure) {
        String reason = failure.reason().toLowerCase(Locale.ROOT);
        if (reason.contains("replace by fee") || reason.contains("fee cap too low")) {
            return new Refused(Reason.UNDERPRICED, failure);
        }
        if (reason.contains("already known")
                || reason.contains("already imported")
                || reason.contains("already in mpool")) {
            return new Accepted();
        }
        if (reason.contains("nonce") && reason.contains("low")) {
            return new Refused(Reason.NONCE_USED, failure);
        }
        if (reason.contains("underpriced") || reason.contains("less than block base fee")) {
            return new Refused(Reason.UNDERPRICED, failure);
        }
        if (reason.contains("insufficient funds") || reason.contains("not enough funds")) {
            return new Refused(Reason.TOO_POOR, failure);
        }
        return new Refused(Reason.OTHER, failure);
    }
}
