package io.deopenchat.gateway.claim;

import io.deopenchat.gateway.config.ClaimConfig;
import io.deopenchat.money.Wei;
import java.math.BigInteger;

/**
 * Whether a claim is worth its gas. Only where the contract settles in the coin that gas is paid in: a token has no price
 * here.
 *
 * @param maxSharePercent of what a claim brings; 0 for whatever it costs
 */
record GasRule(int maxSharePercent) {
    /** What one more row of a claim costs: 12,909 in contracts/snapshots/Deopenchat.json, "claim, 100 rows" and 200. */
    static final long GAS_OF_A_ROW = 13_000;

    static final GasRule NONE = new GasRule(0);

    private static final BigInteger PERCENT = BigInteger.valueOf(100);

    static GasRule of(ClaimConfig config, boolean settlesInNativeCoin) {
        return settlesInNativeCoin ? new GasRule(config.maxGasSharePercent()) : NONE;
    }

    /** What a claim brings its provider; the fee is asked for only where it matters, and then as it is now. */
    Wei brings(Wei paid, ClaimChain chain) {
        return isOff() ? paid : chain.fee().leaves(paid);
    }

    boolean isOff() {
        return maxSharePercent == 0;
    }

    /** A row of its own weight: it brings at least what it adds to the gas of a batch. */
    boolean carriesItself(Wei brings, BigInteger perGas) {
        return isOff() || brings.value().compareTo(perGas.multiply(BigInteger.valueOf(GAS_OF_A_ROW))) >= 0;
    }

    /** @param urgent waiting could lose the money: it only has to bring more than it costs */
    boolean allows(BigInteger cost, Wei brings, boolean urgent) {
        if (isOff()) {
            return true;
        }
        return urgent
                ? cost.compareTo(brings.value()) < 0
                : cost.multiply(PERCENT).compareTo(brings.value().multiply(BigInteger.valueOf(maxSharePercent))) <= 0;
    }
}
