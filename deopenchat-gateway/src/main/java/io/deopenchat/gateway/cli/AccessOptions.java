package io.deopenchat.gateway.cli;

import io.deopenchat.gateway.config.AccessConfig;
import io.deopenchat.gateway.config.ClientFiles;
import io.deopenchat.gateway.config.Patience;
import io.deopenchat.http.AddressRange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who may reach the gateway, and how much of it one of them may take. */
final class AccessOptions {
    @Option(
            names = "--max-connections",
            paramLabel = "NUMBER",
            description =
                    "Connections that may be open at the same time, 0 for any number (default: ${DEFAULT-VALUE}).")
    private int maxConnections = AccessConfig.DEFAULT_MAX_CONNECTIONS;

    @Option(
            names = "--max-connections-per-address",
            paramLabel = "NUMBER",
            description = "Those of one address, or of one IPv6 network of 64 bits (default: ${DEFAULT-VALUE}).")
    private int maxConnectionsPerAddress = AccessConfig.DEFAULT_MAX_CONNECTIONS_PER_ADDRESS;

    @Option(
            names = "--max-requests-per-address",
            paramLabel = "RATE",
            description = "Requests a second from one address, 0 for any number (default: ${DEFAULT-VALUE}).")
    private int requestsPerAddress = AccessConfig.DEFAULT_REQUESTS_PER_SECOND_PER_ADDRESS;

    @Option(
            names = "--max-requests-per-account",
            paramLabel = "RATE",
            description = "Signed calls a second of one account, 0 for any number (default: ${DEFAULT-VALUE}).")
    private int requestsPerAccount = AccessConfig.DEFAULT_REQUESTS_PER_SECOND_PER_ACCOUNT;

    @Option(
            names = "--trusted-proxy",
            split = ",",
            paramLabel = "CIDR",
            description = "Addresses of a reverse proxy whose X-Forwarded-For is taken, for example 10.0.0.0/8; may be"
                    + " given several times (default: nobody's).")
    private List<String> trustedProxies = List.of();

    @Option(
            names = "--reader-timeout",
            paramLabel = "DURATION",
            description =
                    "How long a reader of an answer may take nothing of it (default: 60s). Then it counts as gone.")
    private Duration readerTimeout = Patience.DEFAULT_READER;

    @Option(
            names = "--allow-clients",
            paramLabel = "FILE",
            description =
                    "Clients that alone may begin rounds, an address on each line (default: all). Taken over when it"
                            + " changes, like the next.")
    private @Nullable Path allowedClients;

    @Option(names = "--deny-clients", paramLabel = "FILE", description = "Clients that may begin no rounds.")
    private @Nullable Path deniedClients;

    AccessConfig config() {
        return new AccessConfig(
                maxConnections,
                maxConnectionsPerAddress,
                requestsPerAddress,
                requestsPerAccount,
                trustedProxies.stream().map(AddressRange::parse).toList(),
                new Patience(Patience.DEFAULT_HEAD, Patience.DEFAULT_IDLE, readerTimeout),
                new ClientFiles(allowedClients, deniedClients));
    }
}
