package io.deopenchat.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricesTest {
    private static final int SEEDS = 5_000;

    @ParameterizedTest(name = "{0} + ({3} x {1} + {4} x {2}) / 1M = {5}")
    @CsvSource({
        // request, input, output, prompt, completion, cost
        "0, 0, 0, 1000, 1000, 0",
        "7, 0, 0, 1000, 1000, 7",
        "7, 1, 1, 0, 0, 7",
        "0, 1, 0, 1, 0, 1",
        "0, 1, 0, 1000000, 0, 1",
        "0, 1, 0, 1000001, 0, 2",
        "0, 1, 1, 500000, 500000, 1",
        "0, 1, 1, 1, 1, 1",
        "0, 1, 1, 999999, 2, 2",
        "10, 3000000, 5000000, 4, 6, 52",
    })
    void roundsUpOnceForTheWholeRound(long request, long input, long output, long prompt, long completion, long cost) {
        assertThat(prices(request, input, output).cost(new Usage(prompt, completion)))
                .isEqualTo(Wei.of(cost));
    }

    @Test
    void agreesWithAnIndependentComputation() {
        Random random = new Random(1_000_000);
        for (int i = 0; i < SEEDS; i++) {
            Prices prices = randomPrices(random, 60);
            Usage usage = randomUsage(random, 30);
            assertThat(prices.cost(usage).value())
                    .as("%s for %s", prices, usage)
                    .isEqualTo(expected(prices, usage).toBigIntegerExact());
        }
    }

    @Test
    void isNeverBelowTheExactPriceAndLessThanOneBaseUnitAbove() {
        Random random = new Random(2);
        for (int i = 0; i < SEEDS; i++) {
            Prices prices = randomPrices(random, 40);
            Usage usage = randomUsage(random, 20);
            BigDecimal excess = new BigDecimal(prices.cost(usage).value()).subtract(exact(prices, usage));
            assertThat(excess).isBetween(BigDecimal.ZERO, BigDecimal.ONE).isNotEqualByComparingTo(BigDecimal.ONE);
        }
    }

    @Test
    void moreTokensNeverCostLess() {
        Random random = new Random(3);
        for (int i = 0; i < SEEDS; i++) {
            Prices prices = randomPrices(random, 50);
            Usage usage = randomUsage(random, 30);
            Usage longerPrompt = new Usage(usage.promptTokens() + 1, usage.completionTokens());
            Usage longerAnswer = new Usage(usage.promptTokens(), usage.completionTokens() + 1);
            assertThat(prices.cost(longerPrompt)).isGreaterThanOrEqualTo(prices.cost(usage));
            assertThat(prices.cost(longerAnswer)).isGreaterThanOrEqualTo(prices.cost(usage));
        }
    }

    @Test
    void splittingARoundNeverMakesItCheaper() {
        Random random = new Random(4);
        for (int i = 0; i < SEEDS; i++) {
            Prices prices = randomPrices(random, 50);
            Usage first = randomUsage(random, 30);
            Usage second = randomUsage(random, 30);
            Usage both = new Usage(
                    first.promptTokens() + second.promptTokens(), first.completionTokens() + second.completionTokens());
            assertThat(prices.cost(first).plus(prices.cost(second))).isGreaterThanOrEqualTo(prices.cost(both));
        }
    }

    @Test
    void refusesACostBeyondUint96() {
        Prices dear = new Prices(Wei.of(1), new TokenPrice(Wei.MAX), TokenPrice.FREE);
        assertThat(dear.cost(new Usage(999_999, 0))).isLessThan(Wei.MAX);
        assertThatThrownBy(() -> dear.cost(new Usage(1_000_000, 0))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> dear.cost(new Usage(Long.MAX_VALUE, Long.MAX_VALUE)))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void costAtMostIsTheSmallerOfFormulaAndCeiling() {
        Prices prices = prices(5, 1_000_000, 2_000_000);
        Usage usage = new Usage(10, 20);
        assertThat(prices.costAtMost(usage, Wei.of(54))).isEqualTo(Wei.of(54));
        assertThat(prices.costAtMost(usage, Wei.of(55))).isEqualTo(Wei.of(55));
        assertThat(prices.costAtMost(usage, Wei.of(56))).isEqualTo(Wei.of(55));
        assertThat(prices.costAtMost(usage, Wei.ZERO)).isEqualTo(Wei.ZERO);
    }

    @Test
    void costAtMostHoldsForAnAbsurdUsage() {
        Prices dearest = new Prices(Wei.MAX, new TokenPrice(Wei.MAX), new TokenPrice(Wei.MAX));
        Usage absurd = new Usage(Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(dearest.costAtMost(absurd, Wei.of(9))).isEqualTo(Wei.of(9));
        assertThat(dearest.costAtMost(absurd, Wei.MAX)).isEqualTo(Wei.MAX);
    }

    private static BigDecimal expected(Prices prices, Usage usage) {
        return exact(prices, usage).setScale(0, RoundingMode.CEILING);
    }

    private static BigDecimal exact(Prices prices, Usage usage) {
        return new BigDecimal(prices.request().toString())
                .add(perToken(prices.input()).multiply(BigDecimal.valueOf(usage.promptTokens())))
                .add(perToken(prices.output()).multiply(BigDecimal.valueOf(usage.completionTokens())));
    }

    private static BigDecimal perToken(TokenPrice price) {
        return new BigDecimal(price.toString()).scaleByPowerOfTen(-6);
    }

    private static Prices prices(long request, long input, long output) {
        return new Prices(Wei.of(request), new TokenPrice(Wei.of(input)), new TokenPrice(Wei.of(output)));
    }

    private static Prices randomPrices(Random random, int bits) {
        return new Prices(
                amount(random, bits), new TokenPrice(amount(random, bits)), new TokenPrice(amount(random, bits)));
    }

    private static Wei amount(Random random, int bits) {
        return new Wei(new BigInteger(random.nextInt(bits + 1), random));
    }

    private static Usage randomUsage(Random random, int bits) {
        return new Usage(
                new BigInteger(random.nextInt(bits + 1), random).longValueExact(),
                new BigInteger(random.nextInt(bits + 1), random).longValueExact());
    }
}
