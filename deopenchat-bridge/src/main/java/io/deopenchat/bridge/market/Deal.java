package io.deopenchat.bridge.market;

import io.deopenchat.money.Wei;

/** What goes on with a provider that locked an order. */
interface Deal extends AutoCloseable {

    /** How far it is. */
    enum State {
        /** Nothing is under way. */
        IDLE,
        /** The request is with the provider, which has said nothing. */
        ASKED,
        /** The answer has begun. */
        SERVING,
        /** The buyer has what it gets. */
        OVER
    }

    State state();

    /** Begins to take the request there, if nothing is under way. */
    void ask();

    /**
     * Takes the request back from a provider that has said nothing: what it says later is of no use.
     *
     * @return false if it has begun to answer, and is to be paid
     */
    boolean giveUp();

    /** Base units that are owed for what was served, confirmed or not. */
    Wei owed();

    /** The provider no longer holds the order; confirms what is owed, within a bound. */
    @Override
    void close();
}
