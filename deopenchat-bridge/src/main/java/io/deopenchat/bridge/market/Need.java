package io.deopenchat.bridge.market;

/** What an order is still good for. */
enum Need {
    /** Somebody waits for the answer. */
    ANSWER,
    /** The provider has the request, and somebody waits for what it says. */
    REPLY,
    /** The provider served and is to be paid. */
    PAYMENT,
    /** Nobody waits, and nothing is owed: the stake is to come back. */
    NOTHING
}
