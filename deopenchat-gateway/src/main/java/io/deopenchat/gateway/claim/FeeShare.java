package io.deopenchat.gateway.claim;

import io.deopenchat.money.Wei;
import java.math.BigInteger;

/** What the contract keeps of a claim: the fee in force, in basis points of what is paid, rounded up. */
record FeeShare(int basisPoints) {
    private static final BigInteger WHOLE = BigInteger.valueOf(10_000);

    /** After the number that its constructor checks against. */
    static final FeeShare NONE = new FeeShare(0);

    FeeShare {
        if (basisPoints < 0 || basisPoints > WHOLE.intValueExact()) {
            throw new IllegalArgumentException("a fee must be 0 to 10000 basis points, got " + basisPoints);
        }
    }

    /** Rounded down, against the claim: the fee is rounded up. */
    Wei leaves(Wei paid) {
        return new Wei(paid.value()
                .multiply(WHOLE.subtract(BigInteger.valueOf(basisPoints)))
                .divide(WHOLE));
    }
}
