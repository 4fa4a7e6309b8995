package io.deopenchat.gateway.account;

import io.deopenchat.protocol.Release;
import io.deopenchat.signing.Signature;
import java.time.Instant;

/** A signed release that its owner may still use on chain. */
public record OpenRelease(Release release, Signature signature) {

    /** Neither used (its nonce would be behind the account's) nor past its deadline and the skew of clocks. */
    boolean isOut(long accountNonce, Instant now) {
        return release.nonce() >= accountNonce
                && now.getEpochSecond() <= release.deadline() + io.deopenchat.protocol.Limits.CLOCK_SKEW.toSeconds();
    }
}
