package io.deopenchat.gateway.config;

import io.deopenchat.http.AddressRange;
import java.util.List;

/**
 * Who may reach the gateway, and how much of it one of them may take. 0 switches a limit off.
 *
 * @param maxConnections open at the same time, of all callers together
 * @param maxConnectionsPerAddress those of one address, or of one IPv6 network of 64 bits; trusted proxies have no such bound
 * @param requestsPerSecondPerAddress before anything is verified
 * @param requestsPerSecondPerAccount of signed calls
 * @param trustedProxies whose word on where a request comes from is taken
 * @param patience how long a caller may hold a connection without using it
 * @param clients who may begin rounds
 */
public record AccessConfig(
        int maxConnections,
        int maxConnectionsPerAddress,
        int requestsPerSecondPerAddress,
        int requestsPerSecondPerAccount,
        List<AddressRange> trustedProxies,
        Patience patience,
        ClientFiles clients) {
    public static final int DEFAULT_MAX_CONNECTIONS = 8_192;

    /** Several bridges behind one address, each with a window of streams of its own. */
    public static final int DEFAULT_MAX_CONNECTIONS_PER_ADDRESS = 2_048;

    public static final int DEFAULT_REQUESTS_PER_SECOND_PER_ADDRESS = 2_000;
    public static final int DEFAULT_REQUESTS_PER_SECOND_PER_ACCOUNT = 1_000;
    static final int MOST = 1_000_000;

    public static final AccessConfig DEFAULT = new AccessConfig(
            DEFAULT_MAX_CONNECTIONS,
            DEFAULT_MAX_CONNECTIONS_PER_ADDRESS,
            DEFAULT_REQUESTS_PER_SECOND_PER_ADDRESS,
            DEFAULT_REQUESTS_PER_SECOND_PER_ACCOUNT,
            List.of(),
            Patience.DEFAULT,
            ClientFiles.NONE);

    public AccessConfig {
        requireLimit("--max-connections", maxConnections);
        requireLimit("--max-connections-per-address", maxConnectionsPerAddress);
        requireLimit("--max-requests-per-address", requestsPerSecondPerAddress);
        requireLimit("--max-requests-per-account", requestsPerSecondPerAccount);
        trustedProxies = List.copyOf(trustedProxies);
    }

    private static void requireLimit(String option, int limit) {
        if (limit < 0 || limit > MOST) {
            throw new IllegalArgumentException(option + " must be 0 (no limit) to " + MOST + ", got " + limit);
        }
    }
}
