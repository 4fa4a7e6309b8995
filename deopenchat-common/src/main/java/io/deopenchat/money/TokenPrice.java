package io.deopenchat.money;

import java.math.BigInteger;

/** A price in base units per 1,000,000 tokens. */
public record TokenPrice(Wei perMillion) implements Comparable<TokenPrice> {
    public static final BigInteger TOKENS_PER_PRICE = BigInteger.valueOf(1_000_000);
    public static final TokenPrice FREE = new TokenPrice(Wei.ZERO);

    /** The price of 1,000 tokens, as the command line takes it. */
    public static TokenPrice perThousand(Wei price) {
        return new TokenPrice(new Wei(price.value().multiply(BigInteger.valueOf(1_000))));
    }

    /** {@code tokens * price}, in millionths of a base unit: what is summed before the one rounding of a round. */
    BigInteger millionthsFor(long tokens) {
        return perMillion.value().multiply(BigInteger.valueOf(tokens));
    }

    @Override
    public int compareTo(TokenPrice other) {
        return perMillion.compareTo(other.perMillion);
    }

    @Override
    public String toString() {
        return perMillion.toString();
    }
}
