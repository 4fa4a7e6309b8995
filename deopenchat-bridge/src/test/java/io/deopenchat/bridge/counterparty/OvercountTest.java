package io.deopenchat.bridge.counterparty;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.support.Parties;
import io.deopenchat.money.Prices;
import io.deopenchat.money.Usage;
import org.junit.jupiter.api.Test;

class OvercountTest {
    private static final Usage COUNTED = new Usage(1_000, 500);

    private static double ratio(long prompt, long completion) {
        return Overcount.ratioOf(Parties.PRICES, new Usage(prompt, completion), COUNTED);
    }

    @Test
    void toleratesATemplateAndALastToken() {
        assertThat(ratio(1_064, 516)).isEqualTo(1);
    }

    @Test
    void isNeverBelowOne() {
        assertThat(ratio(10, 0)).isEqualTo(1);
    }

    @Test
    void weighsTokensByTheirPrice() {
        assertThat(ratio(2_128, 516)).isLessThan(ratio(1_064, 1_032 + 532));
    }

    @Test
    void countsNoRoundMoreThanItsMost() {
        assertThat(ratio(1_000_000, 1_000_000)).isEqualTo(Overcount.MOST);
    }

    @Test
    void seesNothingWhereTokensAreFree() {
        Prices free = new Prices(
                Parties.PRICES.request(), io.deopenchat.money.TokenPrice.FREE, io.deopenchat.money.TokenPrice.FREE);

        assertThat(Overcount.ratioOf(free, new Usage(1_000_000, 0), COUNTED)).isEqualTo(1);
    }
}
