package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.application.ApplicationKey;
import io.deopenchat.bridge.application.ApplicationKeys;
import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.journal.ClientKeyLock;
import io.deopenchat.cli.BindAddress;
import io.deopenchat.cli.Finding;
import io.deopenchat.cli.Findings;
import io.deopenchat.cli.JsonGet;
import io.deopenchat.signing.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What stands between a bridge and serving on this machine: its directory, its lock, its port, its keys. */
final class LocalDiagnosis {
    private final BridgeConfig config;
    private final Address client;

    LocalDiagnosis(BridgeConfig config, Address client) {
        this.config = config;
        this.client = client;
    }

    List<Finding> all() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        findings.add(Findings.tried(this::ofDirectory));
        findings.add(Findings.tried(() -> Findings.ofDisk(config.stateDirectory(), "the journals are kept there")));
        findings.add(Findings.tried(this::ofLock));
        findings.add(ofPort());
        findings.add(Findings.tried(this::ofApplications));
        return findings;
    }

    Finding ofDirectory() {
        Path directory = config.stateDirectory();
        Path nearest = Findings.nearest(directory);
        if (!Files.isDirectory(nearest) || !Files.isWritable(nearest)) {
            return Finding.fail("the state directory " + directory + " cannot be written: " + nearest
                    + " is no directory that this user may write to; mend it, or name another one with --state-dir");
        }
        return Files.exists(directory)
                ? Finding.ok("the state directory " + directory + " can be written")
                : Finding.ok("there is no state directory " + directory + " yet: the first start makes it");
    }

    private boolean daemonRuns() {
        return ClientKeyLock.isTaken(config.stateDirectory(), client);
    }

    private Finding ofLock() {
        return Finding.ok(daemonRuns() ? "a daemon uses this client key now" : "no daemon uses this client key now");
    }

    private Finding ofPort() throws InterruptedException {
        BindAddress address = new BindAddress(config.host(), config.port());
        if (isFree(address)) {
            return daemonRuns()
                    ? Finding.warn("nobody listens on " + address
                            + ", so the daemon that runs was given another --bind-addr; give it here, too")
                    : Finding.ok("the port of " + address + " is free");
        }
        return daemonRuns() && answersAsBridge(address)
                ? Finding.ok("the daemon answers on " + address)
                : Finding.fail("another program listens on " + address
                        + "; stop that one, or name another port with --bind-addr");
    }

    private static boolean isFree(BindAddress address) {
        try (ServerSocket socket = new ServerSocket(address.port(), 1, InetAddress.getByName(address.host()))) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private boolean answersAsBridge(BindAddress address) throws InterruptedException {
        String key = keys().stream().findFirst().map(ApplicationKey::secret).orElse("none");
        try {
            return JsonGet.of(URI.create("http://" + address + "/v1/models"), key)
                    .path("object")
                    .asText()
                    .equals("list");
        } catch (IOException noBridge) {
            return false;
        }
    }

    private Finding ofApplications() {
        int number = keys().size();
        if (!config.demandsKey()) {
            return Finding.warn(
                    "applications need no key: every program of this machine can spend; leave out" + " --without-key");
        }
        return number == 0
                ? Finding.ok("there is no application key yet: the first start makes one")
                : Finding.ok(number + " application keys, see app-key list");
    }

    private List<ApplicationKey> keys() {
        return ApplicationKeys.in(config.stateDirectory(), InstantSource.system())
                .all();
    }
}
