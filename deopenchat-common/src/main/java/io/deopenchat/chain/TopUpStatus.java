package io.deopenchat.chain;

/** What became of a top-up. The order is that of the contract's enum. */
public enum TopUpStatus {
    /** In full. */
    MOVED,
    /** A limit, the balance or the room in the escrow allowed less, possibly nothing. */
    CAPPED,
    /** No more than was moved before. */
    STALE,
    /** Its deadline or the allowance is over. */
    EXPIRED,
    /** The owner does not allow this key to pay this provider, which is also what a signature over other values looks like. */
    NOT_ALLOWED,
    /** The account has another owner, who cannot be displaced. */
    WRONG_OWNER,
    /** No signer could be recovered. */
    BAD_SIGNATURE;

    private static final TopUpStatus[] BY_CODE = values();

    static TopUpStatus of(int code) {
        if (code >= BY_CODE.length) {
            throw new IllegalArgumentException("top-up status " + code + " is unknown to this build");
        }
        return BY_CODE[code];
    }
}
