package io.deopenchat.gateway.config;

import org.jspecify.annotations.Nullable;

/**
 * Where the gateway listens, and what it takes.
 *
 * @param port 0 for any free one
 * @param tls null for plain HTTP
 */
public record ListenConfig(
        String host, int port, int maxBodyBytes, @Nullable TlsConfig tls) {
    public static final int DEFAULT_MAX_BODY_BYTES = 64 * 1_024 * 1_024;

    public ListenConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("--bind-addr: port " + port + " is outside 0 to 65535");
        }
    }

    /** Plain HTTP for this machine alone. */
    public static ListenConfig local(int port, int maxBodyBytes) {
        return new ListenConfig("127.0.0.1", port, maxBodyBytes, null);
    }
}
