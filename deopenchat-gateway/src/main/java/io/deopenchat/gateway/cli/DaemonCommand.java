package io.deopenchat.gateway.cli;

import io.deopenchat.cli.BindAddress;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.gateway.Gateway;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.storage.StorageFailure;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "daemon", description = "Serves signed requests in front of an OpenAI-compatible backend.")
final class DaemonCommand implements Callable<Integer> {
    @ParentCommand
    private GatewayCommand gateway = new GatewayCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DaemonOptions options = new DaemonOptions();

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
        out.println(GatewayCommand.NAME + " listening on " + (options.isSecure() ? "https://" : "http://")
                + new BindAddress(options.bindAddress().host(), running.port()));
        out.flush();
        stopped.await();
        return 0;
    }

    private Gateway start(ChainConnection connection) {
        SecretKey wallet = gateway.wallet.secretKey();
        return new Gateway(
                options.config(connection.contract(), wallet),
                options.operations(),
                connection.chain(),
                connection.contract(),
                wallet,
                options.operatorKey(wallet, Output.warnings(spec)),
                InstantSource.system(),
                version(),
                DaemonCommand::haltOnLedgerFailure);
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
