package io.deopenchat.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.chain.Deployment;
import io.deopenchat.chain.Network;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class ChainOptionsTest {
    @TempDir
    private Path folder = Path.of("");

    @Command
    static final class Root implements Runnable {
        @Mixin
        private final ChainOptions chain = new ChainOptions();

        @Override
        public void run() {}
    }

    /** What a start of a program with these arguments prints and loads. */
    public static final class Launch {
        private Launch() {}

        public static void main(String[] arguments) {
            System.exit(new Program("deopenchat-gateway", new Root()).run(arguments));
        }
    }

    @Test
    void refusesANetworkThatIsNotKnown() {
        ChainOptions options = parsed("--network", "mainnet");

        assertThatThrownBy(options::config)
                .isInstanceOf(UsageError.class)
                .hasMessage("--network 'mainnet' is not known; use one of local, filecoin, calibration, or"
                        + " --chain-endpoint for any other chain");
    }

    @Test
    void refusesAFileThatCannotBeRead() {
        ChainOptions options =
                parsed("--deployment", folder.resolve("none.json").toString());

        assertThatThrownBy(options::config)
                .isInstanceOf(UsageError.class)
                .hasMessageStartingWith("--deployment: the deployment file ")
                .hasMessageContaining("none.json");
    }

    @Test
    void readsADeploymentFile() {
        Deployment deployment = new Deployment("local", 31_337, Address.ZERO, 1, Bytes32.ZERO, Address.ZERO);
        deployment.write(folder.resolve("deployment.json"));

        ChainConfig config = parsed(
                        "--deployment", folder.resolve("deployment.json").toString())
                .config();

        assertThat(config.deployment()).isEqualTo(deployment);
    }

    @Test
    void knowsNetworksByName() {
        assertThat(parsed("--network", "calibration").config().network()).isEqualTo(Network.CALIBRATION);
    }

    @Test
    void helpLoadsNeitherTheChainLibraryNorTheLogger() throws IOException, InterruptedException {
        Process help = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:stdout",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Launch.class.getName(),
                        "--help")
                .redirectErrorStream(true)
                .start();
        String output = new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(help.waitFor()).isZero();
        assertThat(output)
                .contains("Usage: deopenchat-gateway", "picocli.CommandLine")
                .doesNotContain("org.web3j.", "okhttp3.", "ch.qos.logback.", "io.vertx.");
    }

    private ChainOptions parsed(String... arguments) {
        Root root = new Root();
        StringWriter err = new StringWriter();
        Program program = new Program(
                "deopenchat-gateway", root, Map.of(), new PrintWriter(err, true), new PrintWriter(err, true));
        assertThat(program.run(arguments)).as(err.toString()).isZero();
        return root.chain;
    }
}
