package io.deopenchat.money;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.Input;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** The cost of a round lies between nothing and its ceiling, is the exact one rounded up once, and never falls with usage. */
final class PricesFuzz {
    private PricesFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        Prices prices = new Prices(wei(input), new TokenPrice(wei(input)), new TokenPrice(wei(input)));
        Wei ceiling = wei(input);
        Usage usage = new Usage(input.count(), input.count());
        Wei cost = prices.costAtMost(usage, ceiling);
        holds(!cost.isAbove(ceiling), "no round costs more than its ceiling", cost, ceiling);
        equal(exact(prices, usage).min(ceiling.value()), cost.value(), "the formula");
        read(bytes, ArithmeticException.class, () -> prices.cost(usage))
                .ifPresent(whole -> equal(whole.min(ceiling), cost, "both ways to the cost"));
        if (usage.promptTokens() > 0) {
            Usage less = new Usage(usage.promptTokens() - 1, usage.completionTokens());
            holds(!prices.costAtMost(less, ceiling).isAbove(cost), "fewer tokens cost no more", prices, usage);
        }
    }

    private static BigInteger exact(Prices prices, Usage usage) {
        return new BigDecimal(prices.request().value())
                .add(ofTokens(prices.input(), usage.promptTokens())
                        .add(ofTokens(prices.output(), usage.completionTokens())))
                .setScale(0, RoundingMode.CEILING)
                .toBigIntegerExact();
    }

    private static BigDecimal ofTokens(TokenPrice price, long tokens) {
        return new BigDecimal(price.perMillion().value())
                .multiply(BigDecimal.valueOf(tokens))
                .movePointLeft(6);
    }

    private static Wei wei(Input input) {
        return new Wei(new BigInteger(1, input.bytes(Wei.BITS / Byte.SIZE)));
    }
}
