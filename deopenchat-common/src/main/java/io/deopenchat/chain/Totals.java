package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import java.math.BigInteger;

/**
 * Three cumulative counts in one word, as claims and their events carry them:
 * {@code cumulativeCost << 160 | rounds << 96 | tokens}.
 */
record Totals(BigInteger packed) {
    private static final int ROUNDS_SHIFT = 96;
    private static final int COST_SHIFT = 160;
    private static final BigInteger ROUNDS_MASK = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    private static final BigInteger TOKENS_MASK = BigInteger.TWO.pow(96).subtract(BigInteger.ONE);

    static Totals of(Confirmation confirmation) {
        return new Totals(confirmation
                .cumulativeCost()
                .value()
                .shiftLeft(COST_SHIFT)
                .or(BigInteger.valueOf(confirmation.rounds()).shiftLeft(ROUNDS_SHIFT))
                .or(BigInteger.valueOf(confirmation.tokens())));
    }

    Wei cumulativeCost() {
        return Abi.wei(packed.shiftRight(COST_SHIFT));
    }

    long rounds() {
        return Abi.number(packed.shiftRight(ROUNDS_SHIFT).and(ROUNDS_MASK));
    }

    long tokens() {
        return Abi.number(packed.and(TOKENS_MASK));
    }
}
