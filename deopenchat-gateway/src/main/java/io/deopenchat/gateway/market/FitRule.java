package io.deopenchat.gateway.market;

import io.deopenchat.chain.Listing;
import io.deopenchat.chain.OrderTerms;
import io.deopenchat.gateway.config.MarketConfig;
import io.deopenchat.money.Prices;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which orders this provider wants, as far as their terms tell. It is asked before anything of an order is asked of the chain,
 * so that orders nobody can want cost nothing. Every number in the terms is a stranger's; what depends on this provider's record
 * is left to the contract, which is tried before anything is sent.
 *
 * @param minServeTime the shortest that is accepted
 * @param maxGasSharePercent what the gas of an order may cost of its stake; 0 for whatever it costs
 * @param margin that must be left to lock it, and to answer for it: what comes too late pays its gas for nothing
 */
record FitRule(Address provider, MarketConfig config, Duration minServeTime, int maxGasSharePercent, Duration margin) {
    /** To lock it and to finish it: 218,175 and 92,803 in contracts/snapshots/Deopenchat.json, and a tenth for lost races. */
    static final long GAS_OF_AN_ORDER = 342_000;

    /** Handed in again with the lock, at 512 gas and more for each. */
    static final int MAX_PROVIDERS = 64;

    private static final BigInteger PERCENT = BigInteger.valueOf(100);

    /** Why an order is not locked. */
    enum Fit {
        FITS,
        MODEL_NOT_LISTED,
        PRICES_TOO_HIGH_FOR_IT,
        PRICE_BELOW_MINIMUM,
        STAKE_NOT_WORTH_THE_GAS,
        FOR_OTHERS,
        TOO_MANY_PROVIDERS,
        TOO_LATE,
        TOO_SHORT;

        /** It may fit later: prices of this provider and of gas change. */
        boolean mayChange() {
            return switch (this) {
                case FITS, MODEL_NOT_LISTED, PRICES_TOO_HIGH_FOR_IT, PRICE_BELOW_MINIMUM, STAKE_NOT_WORTH_THE_GAS ->
                    true;
                case FOR_OTHERS, TOO_MANY_PROVIDERS, TOO_LATE, TOO_SHORT -> false;
            };
        }
    }

    /** @param perGas base units, asked for last */
    Fit of(OrderTerms terms, Optional<Listing> listing, Supplier<BigInteger> perGas, Instant now) {
        if (!now.plus(margin).isBefore(terms.lockUntil())) {
            return Fit.TOO_LATE;
        }
        Fit ever = ever(terms);
        if (ever != Fit.FITS) {
            return ever;
        }
        Fit priced = listing.map(offer -> of(terms.maxPrices(), offer.prices())).orElse(Fit.MODEL_NOT_LISTED);
        return priced == Fit.FITS && !isWorth(terms, perGas) ? Fit.STAKE_NOT_WORTH_THE_GAS : priced;
    }

    /** What no time and no price changes. */
    private Fit ever(OrderTerms terms) {
        // a silence that is over before an answer can be mined is a trap
        if (terms.timeToServe().compareTo(minServeTime) < 0
                || terms.maxSilence().compareTo(margin) < 0) {
            return Fit.TOO_SHORT;
        }
        if (terms.providers().size() > MAX_PROVIDERS) {
            return Fit.TOO_MANY_PROVIDERS;
        }
        if (!terms.providers().isEmpty() && !terms.providers().contains(provider)) {
            return Fit.FOR_OTHERS;
        }
        return Fit.FITS;
    }

    /** Whether it is worth remembering. */
    boolean mayEverFit(OrderTerms terms) {
        return ever(terms) == Fit.FITS;
    }

    private boolean isWorth(OrderTerms terms, Supplier<BigInteger> perGas) {
        return maxGasSharePercent == 0
                || BigInteger.valueOf(GAS_OF_AN_ORDER)
                                .multiply(perGas.get())
                                .compareTo(mostGas(terms).value())
                        <= 0;
    }

    private Fit of(Prices most, Prices listed) {
        if (listed.request().isAbove(most.request())
                || listed.input().compareTo(most.input()) > 0
                || listed.output().compareTo(most.output()) > 0) {
            return Fit.PRICES_TOO_HIGH_FOR_IT;
        }
        return config.minPrice()
                        .filter(least -> listed.output().compareTo(least) < 0)
                        .isPresent()
                ? Fit.PRICE_BELOW_MINIMUM
                : Fit.FITS;
    }

    /** What an order's transactions may cost together, in base units. */
    Wei mostGas(OrderTerms terms) {
        return maxGasSharePercent == 0
                ? Wei.MAX
                : new Wei(terms.stake()
                        .value()
                        .multiply(BigInteger.valueOf(maxGasSharePercent))
                        .divide(PERCENT));
    }
}
