package io.deopenchat.chain;

import java.time.Duration;
import java.time.Instant;

/** When a provider's wallet last did on chain what its gateway does by itself. */
public record LifeSign(Instant at, Kind kind) {
    /**
     * Older than this nobody should trust it to say that somebody is there: gateways give one a day unless told otherwise, and
     * one may come late.
     */
    public static final Duration STALE_AFTER = Duration.ofDays(2);

    /** What it was. */
    public enum Kind {
        /** A heartbeat, or the registration, which counts as the first. */
        HEARTBEAT,
        /** A claim that the provider's own wallet sent, and that paid something. */
        CLAIM
    }

    public Duration age(Instant now) {
        Duration age = Duration.between(at, now);
        return age.isNegative() ? Duration.ZERO : age;
    }

    public boolean isStale(Instant now) {
        return age(now).compareTo(STALE_AFTER) > 0;
    }

    public LifeSign orLater(LifeSign other) {
        return other.at.isAfter(at) ? other : this;
    }
}
