package io.deopenchat.bridge.config;

import io.deopenchat.money.Wei;
import java.math.BigDecimal;

/**
 * Whether some prompts go to a second provider as well, so that the user can say whose answer was better.
 *
 * @param share basis points of the prompts
 * @param perDay base units that second answers may cost in a day, inside of what else is allowed
 */
public record Comparing(int share, Wei perDay) {
    public static final Comparing NOTHING = new Comparing(0, Wei.ZERO);

    /** By which budgets know second answers; no application key has such a name. */
    public static final String APPLICATION = "(comparisons)";

    /** Every compared prompt is read by one provider more, and paid twice. */
    public static final int MAX_SHARE = 1_000;

    public Comparing {
        if (share < 0 || share > MAX_SHARE) {
            throw new IllegalArgumentException("--compare-share must be 0 to 0.1, got "
                    + BigDecimal.valueOf(share, 4).stripTrailingZeros().toPlainString());
        }
        if ((share == 0) != perDay.isZero()) {
            throw new IllegalArgumentException(
                    "--compare-share and --compare-budget belong together: which prompts are shown to a second provider, and"
                            + " what that may cost in a day");
        }
    }

    /** For second answers alone; every other budget but those of single keys covers them as well. */
    public Budget budget() {
        return new Budget(perDay, Budget.Period.DAY, null, APPLICATION);
    }

    public boolean isOn() {
        return share > 0;
    }
}
