package io.deopenchat.chain;

import java.math.BigInteger;

/**
 * What gas costs now, in base units of the native coin.
 *
 * @param baseFee of the newest block
 * @param tip that the node advises
 */
public record GasPrice(BigInteger baseFee, BigInteger tip) {
    public GasPrice {
        if (baseFee.signum() < 0 || tip.signum() < 0) {
            throw new IllegalArgumentException("gas cannot cost " + baseFee + " and a tip of " + tip);
        }
    }

    /** Room for the base fee to double while the transaction waits. */
    public Fees fees() {
        return new Fees(tip, baseFee.shiftLeft(1).add(tip));
    }

    /** What a transaction that is mined now pays for each gas. */
    public BigInteger perGas() {
        return baseFee.add(tip);
    }

    /** What a transaction with these fees would pay for each gas if the base fee stays. */
    public BigInteger perGas(Fees fees) {
        return baseFee.add(fees.tip()).min(fees.maxFee());
    }
}
