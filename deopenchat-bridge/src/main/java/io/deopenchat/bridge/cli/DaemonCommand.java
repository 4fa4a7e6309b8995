package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.Bridge;
import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.provider.ChainDirectory;
import io.deopenchat.cli.BindAddress;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.SecretOption;
import io.deopenchat.cli.UsageError;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.storage.StorageFailure;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "daemon", description = "Serves the OpenAI API on localhost and pays a provider for the answers.")
final class DaemonCommand implements Callable<Integer> {
    static final String DEFAULT_BIND_ADDRESS = "127.0.0.1:8787";

    @ParentCommand
    private BridgeCommand bridge = new BridgeCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--bind-addr",
            paramLabel = "HOST:PORT",
            defaultValue = DEFAULT_BIND_ADDRESS,
            description =
                    "Where to listen, on this machine only; port 0 takes any free one (default: ${DEFAULT-VALUE}).")
    private BindAddress bindAddress = BindAddress.parse(DEFAULT_BIND_ADDRESS);

    @Option(names = "--provider", required = true, paramLabel = "ADDRESS", description = "From whom to buy.")
    private Address provider = Address.ZERO;

    @Option(
            names = "--client-sk",
            paramLabel = "KEY",
            description =
                    "Secret key of the client. Visible to other users of the machine: prefer --client-sk-file or the"
                            + " environment variable DEOPENCHAT_CLIENT_SK.")
    private @Nullable String clientKey;

    @Option(
            names = "--client-sk-file",
            paramLabel = "FILE",
            description = "File with the secret key of the client, as keygen wrote it.")
    private @Nullable Path clientKeyFile;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where the journal is kept (default: ~/.deopenchat/bridge).")
    private @Nullable Path stateDirectory;

    @Option(
            names = "--accept-prices",
            description =
                    "Agree to the prices that are listed now. Without it a price that is dearer than at the first start is"
                            + " refused.")
    private boolean acceptPrices;

    @Override
    public Integer call() throws InterruptedException {
        SecretKey client = new SecretOption("--client-sk", "DEOPENCHAT_CLIENT_SK", clientKey, clientKeyFile)
                .require(System.getenv(), Output.warnings(spec));
        BridgeConfig config = config();
        CountDownLatch stop = new CountDownLatch(1);
        try (ChainConnection connection = bridge.chain.config().connect()) {
            Bridge running = new Bridge(
                    config,
                    connection.contract().domain(),
                    new ChainDirectory(connection.contract()),
                    client,
                    InstantSource.system(),
                    DaemonCommand::haltOnJournalFailure);
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
                running.close();
                stop.countDown();
            }));
            PrintWriter out = Output.of(spec);
            out.println(BridgeCommand.NAME + " listening on http://"
                    + new BindAddress(bindAddress.host(), running.port()) + "/v1");
            out.flush();
            stop.await();
        }
        return 0;
    }

    private BridgeConfig config() {
        try {
            BridgeConfig config = BridgeConfig.of(
                    bindAddress.host(), bindAddress.port(), provider, StateDirectory.of(stateDirectory));
            return acceptPrices ? config.acceptingPrices() : config;
        } catch (IllegalArgumentException e) {
            throw new UsageError(String.valueOf(e.getMessage()), e);
        }
    }

    /** What cannot be recorded must not be signed; a shutdown as if all were well would sign. */
    private static void haltOnJournalFailure(StorageFailure failure) {
        LoggerFactory.getLogger(DaemonCommand.class).error("the journal failed, stopping at once", failure);
        Runtime.getRuntime().halt(1);
    }
}
