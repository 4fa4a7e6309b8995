package io.deopenchat.bridge.market;

import io.deopenchat.bridge.counterparty.Counterparty;

/** For whom an order is. */
public interface Buyer {

    /** Nobody waits for an answer any more. */
    Buyer NOBODY = new Buyer() {
        @Override
        public boolean isWaiting() {
            return false;
        }

        @Override
        public Served serve(Counterparty provider, Turn turn) {
            return Served.OVER;
        }
    };

    /** Whether it still wants an answer. */
    boolean isWaiting();

    /**
     * Takes the request to a provider that locked the order; returns when the round has ended.
     *
     * @param turn ends when the provider no longer holds the order
     */
    Served serve(Counterparty provider, Turn turn);

    /** How that went. */
    enum Served {
        /** Nothing was heard: it may be tried again, here or with another provider. */
        AGAIN,
        /** The buyer has its answer, or a part of it, or knows why there is none. */
        OVER
    }
}
