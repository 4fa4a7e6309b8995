package io.deopenchat.chaos.simulation;

import io.deopenchat.chain.Listing;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * The one model of a provider in the contract: a price that falls holds at once, one that rises some time later.
 *
 * @param announced for later; null if nothing is
 */
record Market(Prices prices, Listing.@Nullable Announcement announced) {
    static final String MODEL = "simulated/model";
    static final long NOTICE_MILLIS = 120_000;
    private static final int CAPACITY = 32;

    static Market at(long request, long input, long output) {
        return new Market(prices(request, input, output), null);
    }

    private static Prices prices(long request, long input, long output) {
        return new Prices(
                Wei.of(request), new TokenPrice(Wei.of(input * 1_000_000)), new TokenPrice(Wei.of(output * 1_000_000)));
    }

    /** @param factor in percent of the present price of a token that is written */
    Market repriced(int factor, long now) {
        Market current = at(now);
        Prices next = new Prices(
                current.prices.request(),
                current.prices.input(),
                new TokenPrice(new Wei(current.prices
                        .output()
                        .perMillion()
                        .value()
                        .multiply(java.math.BigInteger.valueOf(factor))
                        .divide(java.math.BigInteger.valueOf(100)))));
        return factor < 100
                ? new Market(next, null)
                : new Market(current.prices, new Listing.Announcement(next, Scheduler.instantAt(now + NOTICE_MILLIS)));
    }

    private Market at(long now) {
        return announced == null || Scheduler.instantAt(now).isBefore(announced.from())
                ? this
                : new Market(announced.prices(), null);
    }

    Listing listing() {
        return new Listing(MODEL, ModelId.of(MODEL), prices, CAPACITY, Listing.INFERENCE, true, announced);
    }
}
