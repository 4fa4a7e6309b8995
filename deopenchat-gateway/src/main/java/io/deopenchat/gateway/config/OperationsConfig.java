package io.deopenchat.gateway.config;

import io.deopenchat.cli.BindAddress;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the daemon is watched and stopped.
 *
 * @param admin where health and metrics are served; null for nowhere
 * @param chainGrace how long the chain may be out of sight before the gateway is not ready
 * @param drainTimeout how long running rounds may take to finish at an orderly end
 * @param otlp of the collector that takes traces, without the path of the protocol; null for no traces
 */
public record OperationsConfig(
        @Nullable BindAddress admin,
        Duration chainGrace,
        Duration drainTimeout,
        @Nullable URI otlp) {
    public static final Duration DEFAULT_CHAIN_GRACE = Duration.ofMinutes(2);
    public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(30);

    /** No admin port, and the default times. */
    public static final OperationsConfig DEFAULT =
            new OperationsConfig(null, DEFAULT_CHAIN_GRACE, DEFAULT_DRAIN_TIMEOUT);

    /** Without traces. */
    public OperationsConfig(@Nullable BindAddress admin, Duration chainGrace, Duration drainTimeout) {
        this(admin, chainGrace, drainTimeout, null);
    }

    public OperationsConfig {
        if (drainTimeout.isNegative()) {
            throw new IllegalArgumentException("--drain-timeout must be 0s or more, got " + drainTimeout);
        }
        if (otlp != null && !isCollector(otlp)) {
            throw new IllegalArgumentException(
                    "--otlp-endpoint must be http(s)://HOST[:PORT][/PATH] without user, query and fragment, got "
                            + otlp);
        }
    }

    private static boolean isCollector(URI otlp) {
        return ("http".equals(otlp.getScheme()) || "https".equals(otlp.getScheme()))
                && otlp.getHost() != null
                && otlp.getRawUserInfo() == null
                && otlp.getRawQuery() == null
                && otlp.getRawFragment() == null;
    }
}
