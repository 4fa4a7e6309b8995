package io.deopenchat.chain;

/** What became of a row of a claim. The order is that of the contract's enum. */
public enum ClaimStatus {
    /** In full. */
    PAID,
    /** Not more than was claimed before. */
    STALE,
    /** The escrow ran out: less than asked was paid, possibly nothing. */
    CAPPED,
    /** The signer has no account, which is also what a signature over other values looks like. */
    UNKNOWN_ACCOUNT,
    /** No signer could be recovered. */
    BAD_SIGNATURE;

    private static final ClaimStatus[] BY_CODE = values();

    static ClaimStatus of(int code) {
        if (code >= BY_CODE.length) {
            throw new IllegalArgumentException("claim status " + code + " is unknown to this build");
        }
        return BY_CODE[code];
    }
}
