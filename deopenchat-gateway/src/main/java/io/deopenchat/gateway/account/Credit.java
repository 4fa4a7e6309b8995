package io.deopenchat.gateway.account;

import io.deopenchat.money.Wei;
import java.math.BigInteger;

/**
 * How much a client may have received and not confirmed yet: the most that this provider can lose to it.
 *
 * <p>Accounts that never paid share one starting limit per owner, so that keys, which cost nothing, do not multiply it.
 * Once something was claimed from an account it has a limit of its own that grows by a tenth of what it paid: walking away
 * then costs the client ten times as much in the past as it gains.
 *
 * @param starting base units
 */
public record Credit(Wei starting) {
    static final BigInteger SHARE_OF_CLAIMED = BigInteger.TEN;

    Wei limit(Wei claimed) {
        BigInteger grown = starting.value().add(claimed.value().divide(SHARE_OF_CLAIMED));
        return new Wei(grown.min(Wei.MAX.value()));
    }

    static boolean isProven(Wei claimed) {
        return !claimed.isZero();
    }
}
