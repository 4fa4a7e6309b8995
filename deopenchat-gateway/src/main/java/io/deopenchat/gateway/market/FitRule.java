package io.deopenchat.gateway.market;

import io.deopenchat.chain.Listing;
import io.deopenchat.chain.OrderTerms;
import io.deopenchat.gateway.config.MarketConfig;
import io.deopenchat.money.Prices;
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
 * @param minSilence the shortest that is accepted
 * @param gas what an order may cost
 * @param margin that must be left to lock it, and to answer for it: what comes too late pays its gas for nothing
 */
record FitRule(
        Address provider,
        MarketConfig config,
        Duration minServeTime,
        Duration minSilence,
        OrderGas gas,
        Duration margin) {
    /** Handed in again with the lock, at 512 gas and more for each. */
    static final int MAX_PROVIDERS = 64;

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
        TOO_SHORT,
        TOO_LONG,
        /** Its client could take it back while a gateway restarts. */
        SILENCE_TOO_SHORT,
        STAKE_BELOW_MINIMUM;

        /** It may fit later: prices of this provider and of gas change. */
        boolean mayChange() {
            return switch (this) {
                case FITS, MODEL_NOT_LISTED, PRICES_TOO_HIGH_FOR_IT, PRICE_BELOW_MINIMUM, STAKE_NOT_WORTH_THE_GAS ->
                    true;
                case FOR_OTHERS,
                        TOO_MANY_PROVIDERS,
                        TOO_LATE,
                        TOO_SHORT,
                        TOO_LONG,
                        SILENCE_TOO_SHORT,
                        STAKE_BELOW_MINIMUM -> false;
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
        return priced == Fit.FITS && !gas.isWorth(terms.stake(), perGas) ? Fit.STAKE_NOT_WORTH_THE_GAS : priced;
    }

    /** What no time and no price changes. */
    private Fit ever(OrderTerms terms) {
        if (terms.timeToServe().compareTo(minServeTime) < 0
                || terms.maxSilence().compareTo(margin) < 0) {
            return Fit.TOO_SHORT;
        }
        if (terms.timeToServe().compareTo(config.limits().maxServeTime()) > 0) {
            return Fit.TOO_LONG;
        }
        if (isTrap(terms)) {
            return Fit.SILENCE_TOO_SHORT;
        }
        if (config.limits()
                .minStake()
                .filter(least -> least.isAbove(terms.stake()))
                .isPresent()) {
            return Fit.STAKE_BELOW_MINIMUM;
        }
        if (terms.providers().size() > MAX_PROVIDERS) {
            return Fit.TOO_MANY_PROVIDERS;
        }
        if (!terms.providers().isEmpty() && !terms.providers().contains(provider)) {
            return Fit.FOR_OTHERS;
        }
        return Fit.FITS;
    }

    /** A silence that may be over before an answer is mined; one as long as the time to serve cannot be asked about. */
    private boolean isTrap(OrderTerms terms) {
        return terms.maxSilence().compareTo(minSilence) < 0
                && terms.maxSilence().compareTo(terms.timeToServe()) < 0;
    }

    /** Whether it is worth remembering. */
    boolean mayEverFit(OrderTerms terms) {
        return ever(terms) == Fit.FITS;
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
}
