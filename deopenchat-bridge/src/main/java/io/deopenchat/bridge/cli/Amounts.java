package io.deopenchat.bridge.cli;

import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.money.Wei;
import java.math.BigDecimal;

/** Amounts as people read them; what they say can be given as an option again. */
final class Amounts {
    private static final int DECIMALS_OF_COIN = 18;
    /** Fewer base units than this stay base units: nobody reads eighteen zeros. */
    private static final Wei SMALL = Wei.of(1_000_000);

    private final String symbol;
    private final boolean settlesInCoin;

    private Amounts(String symbol, boolean settlesInCoin) {
        this.symbol = symbol;
        this.settlesInCoin = settlesInCoin;
    }

    static Amounts of(DeopenchatContract contract) {
        return new Amounts(contract.network().currencySymbol(), contract.settlesInNativeCoin());
    }

    /** Whether what is bought and gas are paid from one balance. */
    boolean settlesInCoin() {
        return settlesInCoin;
    }

    /** Of what the contract settles in. */
    String text(Wei amount) {
        return settlesInCoin ? coin(amount) : amount + " base units";
    }

    /** Of the native coin, which pays gas. */
    String coin(Wei amount) {
        if (amount.isZero()) {
            return "0 " + symbol;
        }
        return amount.isBelow(SMALL)
                ? amount + " wei"
                : new BigDecimal(amount.value(), DECIMALS_OF_COIN)
                                .stripTrailingZeros()
                                .toPlainString() + " " + symbol;
    }
}
