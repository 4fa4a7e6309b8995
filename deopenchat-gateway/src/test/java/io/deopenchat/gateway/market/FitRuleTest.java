package io.deopenchat.gateway.market;

import static io.deopenchat.gateway.market.FitRule.Fit.FITS;
import static io.deopenchat.gateway.market.FitRule.Fit.FOR_OTHERS;
import static io.deopenchat.gateway.market.FitRule.Fit.MODEL_NOT_LISTED;
import static io.deopenchat.gateway.market.FitRule.Fit.PRICES_TOO_HIGH_FOR_IT;
import static io.deopenchat.gateway.market.FitRule.Fit.PRICE_BELOW_MINIMUM;
import static io.deopenchat.gateway.market.FitRule.Fit.SILENCE_TOO_SHORT;
import static io.deopenchat.gateway.market.FitRule.Fit.STAKE_BELOW_MINIMUM;
import static io.deopenchat.gateway.market.FitRule.Fit.STAKE_NOT_WORTH_THE_GAS;
import static io.deopenchat.gateway.market.FitRule.Fit.TOO_LATE;
import static io.deopenchat.gateway.market.FitRule.Fit.TOO_LONG;
import static io.deopenchat.gateway.market.FitRule.Fit.TOO_MANY_PROVIDERS;
import static io.deopenchat.gateway.market.FitRule.Fit.TOO_SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.Criteria;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.OrderTerms;
import io.deopenchat.gateway.config.MarketConfig;
import io.deopenchat.gateway.config.OrderLimits;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.market.FitRule.Fit;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FitRuleTest {
    private static final Duration MARGIN = Duration.ofSeconds(3);
    private static final Duration MIN_SILENCE = Duration.ofMinutes(5);
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final Listing LISTING = Offer.listing(Orders.PRICES, 8);

    private static Fit of(OrderTerms terms) {
        return of(terms, LISTING, rule(null, 0));
    }

    private static Fit of(OrderTerms terms, Listing listing, FitRule rule) {
        return rule.of(terms, Optional.of(listing), () -> BigInteger.ONE, NOW);
    }

    private static FitRule rule(@Nullable TokenPrice minPrice, int gasShare) {
        MarketConfig config = new MarketConfig(true, minPrice, 8, null, null);
        return new FitRule(
                Parties.PROVIDER, config, Duration.ofSeconds(30), MIN_SILENCE, new OrderGas(gasShare), MARGIN);
    }

    @Test
    void whatIsListedAtNoMoreThanTheOrderPaysFits() {
        assertThat(of(Orders.terms(LATER))).isEqualTo(FITS);
        assertThat(of(Orders.terms(Orders.STAKE, Orders.PRICES, LATER, List.of(Parties.OWNER, Parties.PROVIDER))))
                .isEqualTo(FITS);
    }

    @Test
    void eachPriceMustBeWithinTheOrders() {
        Prices most = Orders.PRICES;
        Wei less = Wei.of(4);
        assertThat(of(Orders.terms(1, new Prices(less, most.input(), most.output()), LATER, List.of())))
                .isEqualTo(PRICES_TOO_HIGH_FOR_IT);
        assertThat(of(Orders.terms(
                        1, new Prices(most.request(), new TokenPrice(less), most.output()), LATER, List.of())))
                .isEqualTo(PRICES_TOO_HIGH_FOR_IT);
        assertThat(of(Orders.terms(
                        1, new Prices(most.request(), most.input(), new TokenPrice(less)), LATER, List.of())))
                .isEqualTo(PRICES_TOO_HIGH_FOR_IT);
    }

    @Test
    void aModelThatIsNotListedDoesNotFit() {
        assertThat(rule(null, 0).of(Orders.terms(LATER), Optional.empty(), () -> BigInteger.ONE, NOW))
                .isEqualTo(MODEL_NOT_LISTED);
    }

    @Test
    void aPriceBelowTheMinimumServesNoOrders() {
        TokenPrice listed = Orders.PRICES.output();
        assertThat(of(Orders.terms(LATER), LISTING, rule(listed, 0))).isEqualTo(FITS);
        assertThat(of(
                        Orders.terms(LATER),
                        LISTING,
                        rule(new TokenPrice(listed.perMillion().plus(Wei.of(1))), 0)))
                .isEqualTo(PRICE_BELOW_MINIMUM);
    }

    @Test
    void theStakeMustBeWorthTheGas() {
        long worth = OrderGas.GAS_OF_AN_ORDER * 20;
        assertThat(of(Orders.terms(worth, Orders.PRICES, LATER, List.of()), LISTING, rule(null, 5)))
                .isEqualTo(FITS);
        assertThat(of(Orders.terms(worth - 1, Orders.PRICES, LATER, List.of()), LISTING, rule(null, 5)))
                .isEqualTo(STAKE_NOT_WORTH_THE_GAS);
    }

    @Test
    void anOrderForOthersDoesNotFit() {
        assertThat(of(Orders.terms(1, Orders.PRICES, LATER, List.of(Parties.OWNER))))
                .isEqualTo(FOR_OTHERS);
    }

    @Test
    void aListThatMakesTheLockDearDoesNotFit() {
        List<Address> many = Collections.nCopies(FitRule.MAX_PROVIDERS + 1, Parties.PROVIDER);
        assertThat(of(Orders.terms(1, Orders.PRICES, LATER, many))).isEqualTo(TOO_MANY_PROVIDERS);
    }

    @Test
    void aLockMustHaveTimeToBeMined() {
        assertThat(of(Orders.terms(NOW.plus(MARGIN)))).isEqualTo(TOO_LATE);
        assertThat(of(Orders.terms(NOW.plus(MARGIN).plusSeconds(1)))).isEqualTo(FITS);
    }

    @Test
    void theTimeToServeMustBeLongEnough() {
        MarketConfig config = new MarketConfig(true, null, 8, null, null);
        Duration least = Orders.TIME_TO_SERVE.plusSeconds(1);
        FitRule rule = new FitRule(Parties.PROVIDER, config, least, MIN_SILENCE, new OrderGas(0), MARGIN);
        assertThat(of(Orders.terms(LATER), LISTING, rule)).isEqualTo(TOO_SHORT);
    }

    @Test
    void aSilenceThatNobodyCanAnswerInTimeIsATrap() {
        OrderTerms trap = new OrderTerms(
                Orders.terms(LATER).model(),
                Wei.of(1),
                Orders.PRICES,
                LATER,
                Orders.TIME_TO_SERVE,
                MARGIN.minusSeconds(1),
                Criteria.NONE,
                List.of());
        assertThat(of(trap)).isEqualTo(TOO_SHORT);
    }

    private static OrderTerms times(Duration serve, Duration silence) {
        OrderTerms terms = Orders.terms(LATER);
        return new OrderTerms(
                terms.model(),
                terms.stake(),
                terms.maxPrices(),
                terms.lockUntil(),
                serve,
                silence,
                terms.criteria(),
                terms.providers());
    }

    @Test
    void aSilenceThatARestartMayTakeIsATrapUnlessNobodyCanAsk() {
        assertThat(of(times(Orders.TIME_TO_SERVE, MARGIN.multipliedBy(2)))).isEqualTo(SILENCE_TOO_SHORT);
        assertThat(of(times(Orders.TIME_TO_SERVE, MIN_SILENCE.minusSeconds(1)))).isEqualTo(SILENCE_TOO_SHORT);
        assertThat(of(times(Orders.TIME_TO_SERVE, MIN_SILENCE))).isEqualTo(FITS);
        assertThat(of(times(Duration.ofMinutes(1), Duration.ofMinutes(1)))).isEqualTo(FITS);
    }

    @Test
    void anOrderHoldsItsPlaceForNoLongerThanItMay() {
        Duration most = OrderLimits.DEFAULT_MAX_SERVE_TIME;
        assertThat(of(times(most, most))).isEqualTo(FITS);
        assertThat(of(times(most.plusSeconds(1), most))).isEqualTo(TOO_LONG);
    }

    @Test
    void aStakeBelowTheMinimumDoesNotFit() {
        MarketConfig config = new MarketConfig(true, null, 8, null, null)
                .with(new OrderLimits(null, OrderLimits.DEFAULT_MAX_SERVE_TIME, Wei.of(Orders.STAKE)));
        FitRule rule =
                new FitRule(Parties.PROVIDER, config, Duration.ofSeconds(30), MIN_SILENCE, new OrderGas(0), MARGIN);
        assertThat(of(Orders.terms(LATER), LISTING, rule)).isEqualTo(FITS);
        assertThat(of(Orders.terms(Orders.STAKE - 1, Orders.PRICES, LATER, List.of()), LISTING, rule))
                .isEqualTo(STAKE_BELOW_MINIMUM);
    }

    @Test
    void gasIsAskedForOnlyWhereNothingElseSpeaksAgainstIt() {
        OrderTerms others = Orders.terms(1, Orders.PRICES, LATER, List.of(Parties.OWNER));
        rule(null, 5)
                .of(
                        others,
                        Optional.of(LISTING),
                        () -> {
                            throw new AssertionError("nobody wants this order");
                        },
                        NOW);
    }

    @ParameterizedTest
    @EnumSource(Fit.class)
    void onlyWhatDependsOnPricesMayChange(Fit fit) {
        assertThat(fit.mayChange())
                .isEqualTo(!List.of(
                                FOR_OTHERS,
                                TOO_MANY_PROVIDERS,
                                TOO_LATE,
                                TOO_SHORT,
                                TOO_LONG,
                                SILENCE_TOO_SHORT,
                                STAKE_BELOW_MINIMUM)
                        .contains(fit));
    }
}
