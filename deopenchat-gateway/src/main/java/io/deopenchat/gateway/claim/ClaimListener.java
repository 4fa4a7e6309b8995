package io.deopenchat.gateway.claim;

import io.deopenchat.money.Wei;

/** Hears what becomes of claims, on the claimer's thread: must be quick and must not throw. */
public interface ClaimListener {
    ClaimListener NONE = new ClaimListener() {};

    /**
     * One transaction was mined, and did what it should.
     *
     * @param paid base units, the fee included
     * @param gasCost wei
     */
    default void claimed(Wei paid, Wei fee, Wei gasCost) {}

    /** A transaction that was in no block after the network's usual time got another fee. */
    default void pending() {}

    /** The chain failed, or refused; it is tried again. */
    default void failed() {}
}
