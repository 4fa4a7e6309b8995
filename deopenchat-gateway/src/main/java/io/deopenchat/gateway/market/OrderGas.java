package io.deopenchat.gateway.market;

import io.deopenchat.money.Wei;
import java.math.BigInteger;
import java.util.function.Supplier;

/**
 * What the transactions of an order may cost, in base units. Only where stakes are in the coin that gas is paid in: a token has
 * no price here.
 *
 * @param maxSharePercent of the stake; 0 for whatever it costs
 */
record OrderGas(int maxSharePercent) {
    /** To lock it and to finish it: 218,175 and 92,803 in contracts/snapshots/Deopenchat.json, and a tenth for lost races. */
    static final long GAS_OF_AN_ORDER = 342_000;

    private static final BigInteger PERCENT = BigInteger.valueOf(100);

    boolean isOff() {
        return maxSharePercent == 0;
    }

    /** Of all that an order needs, and of giving it back unpaid. */
    Wei share(Wei stake) {
        return isOff()
                ? Wei.MAX
                : new Wei(stake.value()
                        .multiply(BigInteger.valueOf(maxSharePercent))
                        .divide(PERCENT));
    }

    /** @param pays what the provider gets by it */
    Wei ofFinish(Wei stake, Wei pays) {
        return share(stake).max(pays);
    }

    /** Without it the order may be taken away, with whatever was confirmed. */
    Wei ofAnswer(Wei stake) {
        return isOff() ? Wei.MAX : stake;
    }

    boolean isWorth(Wei stake, Supplier<BigInteger> perGas) {
        return isOff()
                || perGas.get().multiply(ordersGas()).compareTo(share(stake).value()) <= 0;
    }

    /** Whether an order brought more than its gas; where that is not known, whether it brought anything. */
    boolean isEarnedBack(Wei earned, Supplier<BigInteger> perGas) {
        return isOff() ? !earned.isZero() : perGas.get().multiply(ordersGas()).compareTo(earned.value()) < 0;
    }

    private static BigInteger ordersGas() {
        return BigInteger.valueOf(GAS_OF_AN_ORDER);
    }
}
