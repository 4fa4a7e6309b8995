package io.deopenchat.gateway.cli;

import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.cli.BindAddress;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.SecretOption;
import io.deopenchat.cli.UsageError;
import io.deopenchat.gateway.Gateway;
import io.deopenchat.gateway.config.ClaimConfig;
import io.deopenchat.gateway.config.GatewayConfig;
import io.deopenchat.gateway.config.KeepAlive;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ModelLimits;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import io.deopenchat.storage.StorageFailure;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "daemon", description = "Serves signed requests in front of an OpenAI-compatible backend.")
final class DaemonCommand implements Callable<Integer> {
    static final String DEFAULT_BIND_ADDRESS = "127.0.0.1:8547";

    @ParentCommand
    private GatewayCommand gateway = new GatewayCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--bind-addr",
            paramLabel = "HOST:PORT",
            defaultValue = DEFAULT_BIND_ADDRESS,
            description = "Where to listen (default: ${DEFAULT-VALUE}).")
    private BindAddress bindAddress = BindAddress.parse(DEFAULT_BIND_ADDRESS);

    @ArgGroup(multiplicity = "1")
    private BackendOptions backends = new BackendOptions();

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
    private long maxOutputTokens = GatewayConfig.DEFAULT_MAX_OUTPUT_TOKENS;

    @Option(
            names = "--max-body-bytes",
            paramLabel = "BYTES",
            description = "Largest request body (default: ${DEFAULT-VALUE}).")
    private int maxBodyBytes = GatewayConfig.DEFAULT_MAX_BODY_BYTES;

    @Option(
            names = "--keepalive",
            paramLabel = "DURATION",
            description = "Silence within a stream after which a comment is sent, 0s for none (default: 15s).")
    private Duration keepAlive = KeepAlive.DEFAULT_EVERY;

    @Option(
            names = "--retain",
            paramLabel = "DURATION",
            description = "How long answers are kept, sealed, after their rounds were confirmed (default: 7d).")
    private Duration retain = GatewayConfig.DEFAULT_RETAIN;

    @Override
    public Integer call() throws InterruptedException {
        ChainConnection connection = gateway.chain.config().connect();
        Gateway running;
        try {
            running = start(connection);
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            running.close();
            connection.close();
            stopped.countDown();
        }));
        PrintWriter out = Output.of(spec);
        out.println(
                GatewayCommand.NAME + " listening on http://" + new BindAddress(bindAddress.host(), running.port()));
        out.flush();
        stopped.await();
        return 0;
    }

    private Gateway start(ChainConnection connection) {
        SecretKey wallet = gateway.wallet.secretKey();
        return new Gateway(
                config(connection.contract(), wallet),
                connection.chain(),
                connection.contract(),
                wallet,
                operatorKey(wallet),
                InstantSource.system(),
                version(),
                DaemonCommand::haltOnLedgerFailure);
    }

    private GatewayConfig config(DeopenchatContract contract, SecretKey wallet) {
        Domain domain = contract.domain();
        int depth = confirmationDepth == null ? contract.network().confirmationDepth() : confirmationDepth;
        try {
            return new GatewayConfig(
                    bindAddress.host(),
                    bindAddress.port(),
                    backends.plan(System.getenv()),
                    new ClaimConfig(highWaterLevel, claimAfter, maxClaimGasShare),
                    StateDirectory.of(stateDirectory, domain, new Signer(wallet, Secp256k1.fastest()).address()),
                    creditLimit,
                    depth,
                    new ModelLimits(
                            maxOutputTokens,
                            GatewayConfig.DEFAULT_PROMPT_ALLOWANCE,
                            GatewayConfig.DEFAULT_MEDIA_ALLOWANCE,
                            0),
                    maxBodyBytes,
                    backends.file(System.getenv()),
                    keepAlive(),
                    retain);
        } catch (IllegalArgumentException e) {
            throw new UsageError(String.valueOf(e.getMessage()), e);
        }
    }

    private KeepAlive keepAlive() {
        return keepAlive.isZero() ? KeepAlive.NONE : new KeepAlive(KeepAlive.DEFAULT_GATE, Optional.of(keepAlive));
    }

    private SecretKey operatorKey(SecretKey wallet) {
        return new SecretOption("--operator-sk", "DEOPENCHAT_OPERATOR_SK", null, operatorKeyFile)
                .find(System.getenv(), Output.warnings(spec))
                .orElse(wallet);
    }

    /** A daemon that cannot record must not serve, and must not run its shutdown as if all were well. */
    private static void haltOnLedgerFailure(StorageFailure failure) {
        LoggerFactory.getLogger(DaemonCommand.class).error("the ledger failed, stopping at once", failure);
        Runtime.getRuntime().halt(1);
    }

    private static String version() {
        String version = DaemonCommand.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
