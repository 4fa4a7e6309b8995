package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import java.math.BigInteger;

/**
 * What a transaction of type 2 offers (EIP-1559), in base units of the native coin for each gas.
 *
 * @param tip to the miner, at most
 * @param maxFee base fee and tip together, at most
 */
public record Fees(BigInteger tip, BigInteger maxFee) {
    /**
     * Nodes take a replacement whose two fees are each higher by an eighth: geth, Besu and Nethermind ask for 10 %, some for
     * 12.5 %; Lotus asks for 10 % unless its operator wants up to 25 %.
     */
    private static final BigInteger BUMP_DIVISOR = BigInteger.valueOf(8);

    public Fees {
        if (tip.signum() < 0 || maxFee.compareTo(tip) < 0) {
            throw new IllegalArgumentException("fees must be 0 <= tip <= maxFee, got " + tip + " and " + maxFee);
        }
    }

    /** The same, lowered as far as {@code gasLimit} gas must not cost more than {@code most}. */
    public Fees within(Wei most, long gasLimit) {
        BigInteger highest = maxFee.min(most.value().divide(BigInteger.valueOf(gasLimit)));
        return new Fees(tip.min(highest), highest);
    }

    /** The least that replaces these fees, each rounded up, and at least {@code advised}. */
    public Fees bumped(Fees advised) {
        return new Fees(bumped(tip).max(advised.tip), bumped(maxFee).max(advised.maxFee));
    }

    private static BigInteger bumped(BigInteger fee) {
        BigInteger more = fee.add(BUMP_DIVISOR).subtract(BigInteger.ONE).divide(BUMP_DIVISOR);
        return fee.add(more.max(BigInteger.ONE));
    }
}
