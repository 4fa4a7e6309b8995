package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.Bridge;
import io.deopenchat.bridge.application.ApplicationKey;
import io.deopenchat.bridge.application.ApplicationKeys;
import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.counterparty.Purse;
import io.deopenchat.bridge.journal.ClientKeyLock;
import io.deopenchat.bridge.market.MarketPurse;
import io.deopenchat.bridge.provider.ChainDirectory;
import io.deopenchat.cli.BindAddress;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.signing.MessageSigner;
import io.deopenchat.storage.StorageFailure;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/** The daemon from its ready line to its end, for the commands that become it. */
final class Service {
    private Service() {}

    /** Serves until the process is told to stop. */
    static void serve(
            BridgeConfig config,
            ChainConnection connection,
            MessageSigner client,
            Optional<Purse> purse,
            Optional<MarketPurse> orders,
            PrintWriter out)
            throws InterruptedException {
        Optional<ApplicationKey> firstKey = config.demandsKey()
                ? ApplicationKeys.in(config.stateDirectory(), InstantSource.system())
                        .makeFirst()
                : Optional.empty();
        CountDownLatch stop = new CountDownLatch(1);
        try (ClientKeyLock _ = ClientKeyLock.takeOfUser(
                        StateDirectory.locks(), connection.contract().domain(), client.address())
                .orElse(null)) {
            Bridge running = new Bridge(
                    config,
                    connection.contract().domain(),
                    new ChainDirectory(connection.contract()),
                    client,
                    purse,
                    orders,
                    InstantSource.system(),
                    Service::haltOnJournalFailure);
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
                running.close();
                stop.countDown();
            }));
            firstKey.ifPresent(key -> out.println("API key for applications: " + key.secret()));
            out.println(BridgeCommand.NAME + " listening on http://" + new BindAddress(config.host(), running.port())
                    + "/v1");
            out.flush();
            stop.await();
        }
    }

    /** What cannot be recorded must not be signed; a shutdown as if all were well would sign. */
    static void haltOnJournalFailure(StorageFailure failure) {
        LoggerFactory.getLogger(DaemonCommand.class)
                .error("what is spent cannot be recorded, stopping at once", failure);
        Runtime.getRuntime().halt(1);
    }
}
