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
 * @param heartbeatAfter age of the last sign of life on chain at which a heartbeat is sent; zero for never
 */
public record OperationsConfig(
        @Nullable BindAddress admin,
        Duration chainGrace,
        Duration drainTimeout,
        @Nullable URI otlp,
        Duration heartbeatAfter) {
    public static final Duration DEFAULT_CHAIN_GRACE = Duration.ofMinutes(2);
    public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(30);

    /** One transaction a day at most, of some 28,500 gas, and none where something is claimed every day. */
    public static final Duration DEFAULT_HEARTBEAT_AFTER = Duration.ofDays(1);

    /** Nobody needs to know it so soon, and each one costs money. */
    public static final Duration MIN_HEARTBEAT_AFTER = Duration.ofMinutes(10);

    /** No admin port, and the default times. */
    public static final OperationsConfig DEFAULT =
            new OperationsConfig(null, DEFAULT_CHAIN_GRACE, DEFAULT_DRAIN_TIMEOUT);

    /** Without traces, and with the default heartbeats. */
    public OperationsConfig(@Nullable BindAddress admin, Duration chainGrace, Duration drainTimeout) {
        this(admin, chainGrace, drainTimeout, null, DEFAULT_HEARTBEAT_AFTER);
    }

    public OperationsConfig {
        if (drainTimeout.isNegative()) {
            throw new IllegalArgumentException("--drain-timeout must be 0s or more, got " + drainTimeout);
        }
        if (!heartbeatAfter.isZero() && heartbeatAfter.compareTo(MIN_HEARTBEAT_AFTER) < 0) {
            throw new IllegalArgumentException(
                    "--heartbeat-after must be 0s for never, or 10m or more, got " + heartbeatAfter);
        }
        if (otlp != null && !isCollector(otlp)) {
            throw new IllegalArgumentException(
                    "--otlp-endpoint must be http(s)://HOST[:PORT][/PATH] without user, query and fragment, got "
                            + otlp);
        }
    }

    /** Whether signs of life are given at all. */
    public boolean givesHeartbeats() {
        return !heartbeatAfter.isZero();
    }

    private static boolean isCollector(URI otlp) {
        return ("http".equals(otlp.getScheme()) || "https".equals(otlp.getScheme()))
                && otlp.getHost() != null
                && otlp.getRawUserInfo() == null
                && otlp.getRawQuery() == null
                && otlp.getRawFragment() == null;
    }
}
