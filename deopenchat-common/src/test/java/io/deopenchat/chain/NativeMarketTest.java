package io.deopenchat.chain;

/** Settles in the native coin. */
class NativeMarketTest extends MarketSuite {
    NativeMarketTest() {
        super(Market.inNativeCoin());
    }

    @Override
    String notOfferedHere() {
        return "permit";
    }
}
