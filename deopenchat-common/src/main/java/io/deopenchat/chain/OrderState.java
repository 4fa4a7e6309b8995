package io.deopenchat.chain;

/** Where an order stands. The order is that of the contract's enum. */
public enum OrderState {
    /** Never posted. */
    NONE,
    /** To be locked. */
    OPEN,
    /** The stake is escrow of the pair. */
    LOCKED,
    /** The provider settled it early. */
    FINISHED,
    /** The time to serve is over: the account goes on as an ordinary one. */
    EXPIRED,
    /** The stake went back. */
    RETURNED;

    private static final OrderState[] BY_CODE = values();

    static OrderState of(int code) {
        if (code >= BY_CODE.length) {
            throw new IllegalArgumentException("order state " + code + " is unknown to this build");
        }
        return BY_CODE[code];
    }
}
