package io.deopenchat.gateway.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How a stream is kept open while its backend thinks: proxies on the way end a connection that is silent for long.
 *
 * @param gate how long the status of an answer is held back for a first event: until then a failure still gets a status of its own
 * @param every silence after which a comment is sent; empty for none
 */
public record KeepAlive(Duration gate, Optional<Duration> every) {
    public static final Duration DEFAULT_GATE = Duration.ofSeconds(10);
    public static final Duration DEFAULT_EVERY = Duration.ofSeconds(15);
    public static final KeepAlive DEFAULT = new KeepAlive(DEFAULT_GATE, Optional.of(DEFAULT_EVERY));
    public static final KeepAlive NONE = new KeepAlive(DEFAULT_GATE, Optional.empty());

    public KeepAlive {
        if (gate.isNegative() || every.filter(silence -> !silence.isPositive()).isPresent()) {
            throw new IllegalArgumentException("keepalive times must be above 0 s");
        }
    }
}
