package io.deopenchat.acceptance;

import io.deopenchat.chain.Deployment;
import io.deopenchat.cli.KeyFile;
import io.deopenchat.gateway.cli.GatewayCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A gateway as a process of its own, which can be killed. */
final class GatewayProcess implements AutoCloseable {
    private final Process process;

    private GatewayProcess(Process process) {
        this.process = process;
    }

    /** Starts the daemon with the command line that a provider types, and waits for its ready line. */
    static GatewayProcess start(Marketplace market, ProviderActor provider, URI backend) {
        Path files = market.directory("files");
        Deployment deployment = market.deployment();
        Path key = files.resolve("provider.key");
        Path deploymentFile = files.resolve("deployment.json");
        try {
            java.nio.file.Files.createDirectories(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        deployment.write(deploymentFile);
        KeyFile.create(key, provider.wallet());
        return run(List.of(
                "--chain-endpoint",
                market.chain().url(),
                "--deployment",
                deploymentFile.toString(),
                "--wallet-sk-file",
                key.toString(),
                "daemon",
                "--bind-addr",
                "127.0.0.1:" + provider.port(),
                "--backend-api",
                backend.toString(),
                "--commit-high-water-level",
                "1000000",
                "--max-claim-gas-share",
                "0",
                "--state-dir",
                provider.stateDirectory().toString(),
                "--confirmation-depth",
                "0"));
    }

    private static GatewayProcess run(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                GatewayCommand.class.getName()));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            if (out.lines().noneMatch(line -> line.contains(" listening on "))) {
                throw new AssertionError("the gateway ended before it was ready");
            }
            return new GatewayProcess(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL: nothing is flushed, nothing is said. */
    void isKilled() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
