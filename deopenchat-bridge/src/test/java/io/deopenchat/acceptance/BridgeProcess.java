package io.deopenchat.acceptance;

import io.deopenchat.bridge.cli.BridgeCommand;
import io.deopenchat.cli.KeyFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A bridge as a process of its own, which can be killed. */
final class BridgeProcess extends DaemonProcess {
    private BridgeProcess(Surroundings surroundings, List<String> arguments) {
        super(surroundings, BridgeCommand.class, arguments);
    }

    /** Starts the daemon with the command line that a user types. */
    static BridgeProcess start(Marketplace market, ProviderActor provider, ClientActor client) {
        return start(market, client, from(provider));
    }

    private static List<String> from(ProviderActor provider) {
        return List.of("--without-key", "--provider", provider.address().toString());
    }

    /** The same with whatever options, which say from whom it buys and who may ask. */
    static BridgeProcess start(Marketplace market, ClientActor client, List<String> more) {
        return start(market, client, Surroundings.USUAL, more);
    }

    static BridgeProcess start(Marketplace market, ClientActor client, Surroundings surroundings, List<String> more) {
        Path key = market.file("client.key");
        KeyFile.create(key, client.key());
        List<String> options = new ArrayList<>(more);
        options.addAll(List.of("--client-sk-file", key.toString()));
        return start(market, client.stateDirectory(), surroundings, options);
    }

    /** The same, with the key from elsewhere. */
    static BridgeProcess start(
            Marketplace market,
            ProviderActor provider,
            Path stateDirectory,
            List<String> key,
            Map<String, String> environment) {
        List<String> options = new ArrayList<>(from(provider));
        options.addAll(key);
        return start(market, stateDirectory, Surroundings.USUAL.knowing(environment), options);
    }

    private static BridgeProcess start(
            Marketplace market, Path stateDirectory, Surroundings surroundings, List<String> more) {
        List<String> arguments = new ArrayList<>(market.chainArguments());
        arguments.addAll(List.of(
                "daemon",
                "--allow-private-endpoints",
                "--bind-addr",
                "127.0.0.1:0",
                "--state-dir",
                stateDirectory.toString()));
        arguments.addAll(more);
        return new BridgeProcess(surroundings.on("-Duser.home=" + market.home()), arguments);
    }
}
