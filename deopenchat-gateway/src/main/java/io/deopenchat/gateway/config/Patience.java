package io.deopenchat.gateway.config;

import java.time.Duration;

/**
 * How long a caller may hold a connection without using it. Bodies have limits of their own in their reader.
 *
 * @param head until the head of the first request is whole; TLS has the same time for its handshake before
 * @param idle from the end of one answer to the whole head of the next request
 * @param reader in which a reader must take something of an answer that waits for it; the write queue's lower half, to be exact
 */
public record Patience(Duration head, Duration idle, Duration reader) {
    public static final Duration DEFAULT_HEAD = Duration.ofSeconds(10);

    /** Longer than bridges and SDKs keep a connection that they may use again: who closes first must not be this side. */
    public static final Duration DEFAULT_IDLE = Duration.ofSeconds(75);

    public static final Duration DEFAULT_READER = Duration.ofSeconds(60);
    public static final Patience DEFAULT = new Patience(DEFAULT_HEAD, DEFAULT_IDLE, DEFAULT_READER);

    public Patience {
        if (!head.isPositive() || !idle.isPositive()) {
            throw new IllegalArgumentException("the times for a head and between requests must be above 0s");
        }
        if (!reader.isPositive()) {
            throw new IllegalArgumentException("--reader-timeout must be above 0s, got " + reader);
        }
    }
}
