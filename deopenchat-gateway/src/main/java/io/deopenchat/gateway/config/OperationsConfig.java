package io.deopenchat.gateway.config;

import io.deopenchat.cli.BindAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the daemon is watched and stopped.
 *
 * @param admin where health and metrics are served; null for nowhere
 * @param chainGrace how long the chain may be out of sight before the gateway is not ready
 * @param drainTimeout how long running rounds may take to finish at an orderly end
 */
public record OperationsConfig(@Nullable BindAddress admin, Duration chainGrace, Duration drainTimeout) {
    public static final Duration DEFAULT_CHAIN_GRACE = Duration.ofMinutes(2);
    public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(30);

    /** No admin port, and the default times. */
    public static final OperationsConfig DEFAULT =
            new OperationsConfig(null, DEFAULT_CHAIN_GRACE, DEFAULT_DRAIN_TIMEOUT);

    public OperationsConfig {
        if (drainTimeout.isNegative()) {
            throw new IllegalArgumentException("--drain-timeout must be 0s or more, got " + drainTimeout);
        }
    }
}
