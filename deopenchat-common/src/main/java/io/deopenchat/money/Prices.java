package io.deopenchat.money;

import java.math.BigInteger;

/** The three prices of a listing: per request, per 1,000,000 prompt tokens, per 1,000,000 completion tokens. */
public record Prices(Wei request, TokenPrice input, TokenPrice output) {

    /**
     * {@code request + ceil((promptTokens * input + completionTokens * output) / 1,000,000)}: one rounding a round,
     * upwards, so a round is at most one base unit dearer than its exact price.
     *
     * @throws ArithmeticException if the cost does not fit {@code uint96}
     */
    public Wei cost(Usage usage) {
        return request.plus(new Wei(rounded(usage)));
    }

    /** The smaller of the formula and {@code maxCost}: what a round costs however absurd its usage is. */
    public Wei costAtMost(Usage usage, Wei maxCost) {
        BigInteger formula = request.value().add(rounded(usage));
        return formula.compareTo(maxCost.value()) >= 0 ? maxCost : new Wei(formula);
    }

    private BigInteger rounded(Usage usage) {
        BigInteger millionths =
                input.millionthsFor(usage.promptTokens()).add(output.millionthsFor(usage.completionTokens()));
        return millionths
                .add(TokenPrice.TOKENS_PER_PRICE.subtract(BigInteger.ONE))
                .divide(TokenPrice.TOKENS_PER_PRICE);
    }

    @Override
    public String toString() {
        return "request " + request + ", input " + input + "/1M, output " + output + "/1M";
    }
}
