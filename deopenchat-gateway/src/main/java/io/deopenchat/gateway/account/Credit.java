package io.deopenchat.gateway.account;

import io.deopenchat.money.Wei;
import java.math.BigInteger;

/**
 * How much a client may have received and not confirmed yet: the most that this provider can lose to it.
 *
 * <p>An account may owe a tenth of what was claimed from it: walking away then costs the client ten times as much in the
 * past as it gains. What it owes beyond that is borrowed from one starting limit that all accounts of an owner share, so
 * that keys, which cost nothing, do not multiply it.
 *
 * @param starting base units for each owner
 */
public record Credit(Wei starting) {
    static final BigInteger SHARE_OF_CLAIMED = BigInteger.TEN;

    /** The most that an account may owe when it is the only one of its owner. */
    Wei limit(Wei claimed) {
        BigInteger grown = starting.value().add(earned(claimed));
        return new Wei(grown.min(Wei.MAX.value()));
    }

    /** The part of {@code exposure} that the account's own payments do not stand for. */
    static Wei borrowed(BigInteger exposure, Wei claimed) {
        BigInteger beyond = exposure.subtract(earned(claimed)).max(BigInteger.ZERO);
        return new Wei(beyond.min(Wei.MAX.value()));
    }

    boolean covers(Wei borrowedByOthers, Wei borrowed) {
        return borrowedByOthers.value().add(borrowed.value()).compareTo(starting.value()) <= 0;
    }

    private static BigInteger earned(Wei claimed) {
        return claimed.value().divide(SHARE_OF_CLAIMED);
    }
}
