package io.deopenchat.bridge.provider;

import io.deopenchat.chain.LifeSign;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a provider last showed that it lives.
 *
 * @param sign on chain, a heartbeat or a claim
 * @param probe when its gateway last told this bridge what it serves; null for never, read it with {@link #probed()}
 * @param now by which ages are told
 */
public record Liveness(LifeSign sign, @Nullable Instant probe, Instant now) {
    /** When its gateway last told this bridge what it serves; empty if it never did. */
    public Optional<Instant> probed() {
        return Optional.ofNullable(probe);
    }

    public Duration signAge() {
        return sign.age(now);
    }

    /** Empty if it never answered. */
    public Optional<Duration> probeAge() {
        return probed().map(then -> Duration.between(then, now));
    }

    /** Whether the chain has not heard of it for so long that its wallet may be empty, or its backend down. */
    public boolean isStale() {
        return sign.isStale(now);
    }
}
