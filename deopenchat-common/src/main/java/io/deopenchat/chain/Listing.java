package io.deopenchat.chain;

import io.deopenchat.money.Prices;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Bytes32;
import java.math.BigInteger;

/**
 * A model of a provider.
 *
 * @param model keccak-256 of the name
 * @param capacity requests it serves at the same time
 * @param kind what is offered: 0 is inference
 * @param listed false once it was unlisted
 */
public record Listing(String name, Bytes32 model, Prices prices, int capacity, int kind, boolean listed) {
    public static final int INFERENCE = 0;

    private static final BigInteger TOKENS_PER_THOUSAND = BigInteger.valueOf(1_000);

    /**
     * What the contract takes for thousands of tokens: {@code ceil(ktokens * price / 1000)} at the larger of both prices.
     *
     * @throws ArithmeticException if it does not fit {@code uint96}
     */
    public Wei costOfThousands(long ktokens) {
        BigInteger perMillion =
                prices.input().perMillion().max(prices.output().perMillion()).value();
        return new Wei(perMillion
                .multiply(BigInteger.valueOf(ktokens))
                .add(TOKENS_PER_THOUSAND.subtract(BigInteger.ONE))
                .divide(TOKENS_PER_THOUSAND));
    }
}
