package io.deopenchat.acceptance;

import io.deopenchat.cli.KeyFile;
import io.deopenchat.gateway.cli.GatewayCommand;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A gateway as a process of its own, which can be killed. */
final class GatewayProcess extends DaemonProcess {
    private GatewayProcess(Launch launch, List<String> arguments) {
        super(launch.surroundings(), launch.program(), arguments);
    }

    /** What is started in what surroundings, and what the daemon is told beyond the usual. */
    record Launch(Surroundings surroundings, Class<?> program, long highWaterLevel, List<String> more) {
        static final Launch USUAL = new Launch(Surroundings.USUAL, GatewayCommand.class, 1_000_000, List.of());

        Launch on(String... machineOptions) {
            return in(surroundings.on(machineOptions));
        }

        Launch in(Surroundings others) {
            return new Launch(others, program, highWaterLevel, more);
        }

        Launch claimingAt(long tokens) {
            return new Launch(surroundings, program, tokens, more);
        }

        Launch with(String... options) {
            return new Launch(surroundings, program, highWaterLevel, List.of(options));
        }

        /** Killed at one of its commits: "before 3", "after 3". */
        Launch killed(String step) {
            return new Launch(
                    surroundings.on("-D" + DoomedGateway.DOOM + "=" + step), DoomedGateway.class, highWaterLevel, more);
        }
    }

    /** Starts the daemon with the command line that a provider types, and waits for its ready line. */
    static GatewayProcess start(Marketplace market, ProviderActor provider, URI backend) {
        GatewayProcess gateway = start(market, provider, backend, Launch.USUAL);
        gateway.address();
        return gateway;
    }

    /** Starts it, and does not wait. */
    static GatewayProcess start(Marketplace market, ProviderActor provider, URI backend, Launch launch) {
        Path key = market.file("provider.key");
        KeyFile.create(key, provider.wallet());
        return start(
                market,
                provider,
                backend,
                launch,
                List.of("--wallet-sk-file", key.toString()),
                launch.surroundings().environment());
    }

    /** The same, with the wallet's key from elsewhere. */
    static GatewayProcess start(
            Marketplace market,
            ProviderActor provider,
            URI backend,
            Launch launch,
            List<String> key,
            Map<String, String> environment) {
        return start(market, provider, List.of("--backend-api", backend.toString()), launch, key, environment);
    }

    /** The same before several backends, which a file lists. */
    static GatewayProcess serving(Marketplace market, ProviderActor provider, Path backends, Launch launch) {
        Path key = market.file("provider.key");
        KeyFile.create(key, provider.wallet());
        return start(
                market,
                provider,
                List.of("--backends", backends.toString()),
                launch,
                List.of("--wallet-sk-file", key.toString()),
                launch.surroundings().environment());
    }

    private static GatewayProcess start(
            Marketplace market,
            ProviderActor provider,
            List<String> backends,
            Launch launch,
            List<String> key,
            Map<String, String> environment) {
        List<String> arguments = new ArrayList<>(market.chainArguments());
        arguments.addAll(key);
        arguments.addAll(List.of("daemon", "--bind-addr", "127.0.0.1:" + provider.port()));
        arguments.addAll(backends);
        arguments.addAll(List.of(
                "--commit-high-water-level",
                Long.toString(launch.highWaterLevel()),
                "--max-claim-gas-share",
                "0",
                "--state-dir",
                provider.stateDirectory().toString(),
                "--confirmation-depth",
                "0"));
        arguments.addAll(launch.more());
        return new GatewayProcess(launch.in(launch.surroundings().knowing(environment)), arguments);
    }
}
