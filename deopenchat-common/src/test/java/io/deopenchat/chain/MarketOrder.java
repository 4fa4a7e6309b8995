package io.deopenchat.chain;

/** An order that was posted, with what its event told. */
record MarketOrder(Market market, long id, OrderTerms terms) {

    Order asItStands() {
        return market.contract().orders().order(id).orElseThrow();
    }

    OrderState state() {
        return asItStands().state();
    }
}
