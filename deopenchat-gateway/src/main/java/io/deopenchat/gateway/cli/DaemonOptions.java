package io.deopenchat.gateway.cli;

import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.cli.BindAddress;
import io.deopenchat.cli.SecretOption;
import io.deopenchat.cli.UsageError;
import io.deopenchat.gateway.config.ClaimConfig;
import io.deopenchat.gateway.config.GatewayConfig;
import io.deopenchat.gateway.config.KeepAlive;
import io.deopenchat.gateway.config.LedgerConfig;
import io.deopenchat.gateway.config.ListenConfig;
import io.deopenchat.gateway.config.OperationsConfig;
import io.deopenchat.gateway.config.ServingConfig;
import io.deopenchat.gateway.config.TlsConfig;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ModelLimits;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the daemon can be told; checked when a config is built of it. */
final class DaemonOptions {
    static final String DEFAULT_BIND_ADDRESS = "127.0.0.1:8547";

    @Option(
            names = "--bind-addr",
            paramLabel = "HOST:PORT",
            defaultValue = DEFAULT_BIND_ADDRESS,
            description = "Where to listen (default: ${DEFAULT-VALUE}).")
    private BindAddress bindAddress = BindAddress.parse(DEFAULT_BIND_ADDRESS);

    @Mixin
    private final BackendOptions backends = new BackendOptions();

    @Option(
            names = "--commit-high-water-level",
            required = true,
            paramLabel = "TOKENS",
            description = "Confirmed tokens of all clients together at which they are claimed.")
    private long highWaterLevel = 1;

    @Option(
            names = "--claim-after",
            paramLabel = "DURATION",
            description = "Age of confirmed money at which it is claimed below that level (default: 24h).")
    private Duration claimAfter = ClaimConfig.DEFAULT_CLAIM_AFTER;

    @Option(
            names = "--max-claim-gas-share",
            paramLabel = "PERCENT",
            description = {
                "Most that the gas of a claim may cost of what it brings; until then it waits (default: ${DEFAULT-VALUE}).",
                "0 claims whatever it costs. Not computed where a token is settled in."
            })
    private int maxClaimGasShare = ClaimConfig.DEFAULT_MAX_GAS_SHARE_PERCENT;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where the ledger is kept (default: under ~/.deopenchat/gateway).")
    private @Nullable Path stateDirectory;

    @Option(
            names = "--operator-sk-file",
            paramLabel = "FILE",
            description = "Key that signs receipts, if the registration names one (default: the wallet).")
    private @Nullable Path operatorKeyFile;

    @Option(
            names = "--operator-password-file",
            paramLabel = "FILE",
            description = "File with its password, if that file is a keystore (default: the environment variable"
                    + " DEOPENCHAT_OPERATOR_PASSWORD, or it is asked for).")
    private @Nullable Path operatorPasswordFile;

    @Option(
            names = "--credit-limit",
            paramLabel = "AMOUNT",
            description = "What a new client may have unconfirmed and in flight (default: 64 rounds of ordinary size).")
    private @Nullable Wei creditLimit;

    @Option(
            names = "--confirmation-depth",
            paramLabel = "BLOCKS",
            description =
                    "Blocks on top of a deposit or a claim before it counts (default: what the network is known to need).")
    private @Nullable Integer confirmationDepth;

    @Option(
            names = "--max-output-tokens",
            paramLabel = "TOKENS",
            description = "Most completion tokens where the client names no limit (default: ${DEFAULT-VALUE}).")
    private long maxOutputTokens = ServingConfig.DEFAULT_MAX_OUTPUT_TOKENS;

    @Option(
            names = "--max-body-bytes",
            paramLabel = "BYTES",
            description = "Largest request body (default: ${DEFAULT-VALUE}).")
    private int maxBodyBytes = ListenConfig.DEFAULT_MAX_BODY_BYTES;

    @Option(
            names = "--admin-addr",
            paramLabel = "HOST:PORT",
            description = "Where health and metrics are served, for example 127.0.0.1:8549 (default: nowhere). It asks"
                    + " nobody who they are: keep it to yourself.")
    private @Nullable BindAddress adminAddress;

    @Option(
            names = "--otlp-endpoint",
            paramLabel = "URL",
            description = "Collector that gets a trace of each round, OTLP over HTTP, for example http://127.0.0.1:4318"
                    + " (default: none).")
    private @Nullable URI otlpEndpoint;

    @Option(
            names = "--heartbeat-after",
            paramLabel = "DURATION",
            description = {
                "Time without a claim or heartbeat after which a heartbeat tells on chain that this gateway serves, while every",
                "listed model has a backend that works (default: 24h). Some 28,500 gas each; 0s for none."
            })
    private Duration heartbeatAfter = OperationsConfig.DEFAULT_HEARTBEAT_AFTER;

    @Option(
            names = "--drain-timeout",
            paramLabel = "TIME",
            description =
                    "How long running answers may take to finish at an orderly end (default: 30s). Then streams end"
                            + " with an error event and are billed for what was delivered.")
    private Duration drainTimeout = OperationsConfig.DEFAULT_DRAIN_TIMEOUT;

    @Option(
            names = "--keepalive",
            paramLabel = "DURATION",
            description = "Silence within a stream after which a comment is sent, 0s for none (default: 15s).")
    private Duration keepAlive = KeepAlive.DEFAULT_EVERY;

    @Option(
            names = "--retain",
            paramLabel = "DURATION",
            description = "How long answers are kept, sealed, after their rounds were confirmed, or ended and were not"
                    + " (default: 7d).")
    private Duration retain = LedgerConfig.DEFAULT_RETAIN;

    @Option(
            names = "--max-answer-bytes",
            paramLabel = "BYTES",
            description = "Stored answers in all, the oldest are erased first; one account may have an eighth"
                    + " (default: half of what is free on the disk at start).")
    private @Nullable Long maxAnswerBytes;

    @Option(
            names = "--min-free-bytes",
            paramLabel = "BYTES",
            description = "With less than that free on the ledger's disk, no round begins (default: ${DEFAULT-VALUE}).")
    private long minFreeBytes = LedgerConfig.DEFAULT_MIN_FREE_BYTES;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "Certificate and those above it, PEM: serves HTTPS with HTTP/2. Taken over when it changes.")
    private @Nullable Path tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The certificate's private key, PEM (PKCS#8).")
    private @Nullable Path tlsKey;

    @Mixin
    private final SealingOptions sealing = new SealingOptions();

    @Mixin
    private final ModerationOptions moderation = new ModerationOptions();

    @Mixin
    private final AccessOptions access = new AccessOptions();

    @Mixin
    private final OrderOptions orders = new OrderOptions();

    BindAddress bindAddress() {
        return bindAddress;
    }

    /** @throws UsageError if a value is out of range */
    OperationsConfig operations() {
        try {
            return new OperationsConfig(
                    adminAddress, OperationsConfig.DEFAULT_CHAIN_GRACE, drainTimeout, otlpEndpoint, heartbeatAfter);
        } catch (IllegalArgumentException e) {
            throw new UsageError(String.valueOf(e.getMessage()), e);
        }
    }

    /** @throws UsageError if a value is out of range */
    GatewayConfig config(DeopenchatContract contract, SecretKey wallet) {
        Domain domain = contract.domain();
        int depth = confirmationDepth == null ? contract.network().confirmationDepth() : confirmationDepth;
        try {
            return new GatewayConfig(
                    new ListenConfig(bindAddress.host(), bindAddress.port(), maxBodyBytes, tls()),
                    serving(System.getenv()),
                    new LedgerConfig(
                            StateDirectory.of(
                                    stateDirectory, domain, new Signer(wallet, Secp256k1.fastest()).address()),
                            creditLimit,
                            depth,
                            retain,
                            maxAnswerBytes,
                            minFreeBytes),
                    new ClaimConfig(highWaterLevel, claimAfter, maxClaimGasShare),
                    access.config(),
                    orders.config());
        } catch (IllegalArgumentException e) {
            throw new UsageError(String.valueOf(e.getMessage()), e);
        }
    }

    private ServingConfig serving(Map<String, String> environment) {
        return new ServingConfig(
                backends.plan(environment),
                backends.file(environment),
                new ModelLimits(
                        maxOutputTokens,
                        ServingConfig.DEFAULT_PROMPT_ALLOWANCE,
                        ServingConfig.DEFAULT_MEDIA_ALLOWANCE,
                        0),
                keepAlive(),
                moderation.config(environment),
                sealing.config());
    }

    boolean isSecure() {
        return tlsCertificate != null;
    }

    private @Nullable TlsConfig tls() {
        if (tlsCertificate == null && tlsKey == null) {
            return null;
        }
        if (tlsCertificate == null || tlsKey == null) {
            throw new IllegalArgumentException("--tls-certificate and --tls-key belong together; give both");
        }
        return new TlsConfig(tlsCertificate, tlsKey);
    }

    private KeepAlive keepAlive() {
        return keepAlive.isZero() ? KeepAlive.NONE : new KeepAlive(KeepAlive.DEFAULT_GATE, Optional.of(keepAlive));
    }

    /** The key that signs receipts: that of the wallet unless another one is given. */
    SecretKey operatorKey(SecretKey wallet, PrintWriter warnings) {
        return new SecretOption(
                        "--operator-sk", "DEOPENCHAT_OPERATOR_SK", null, operatorKeyFile, null, operatorPasswordFile)
                .find(System.getenv(), warnings)
                .orElse(wallet);
    }
}
