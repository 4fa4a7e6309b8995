package io.deopenchat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

class ProgramTest {
    private static final String KEY = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
    private static final String ADDRESS = "0x00000000000000000000000000000000000000aa";

    private final Map<String, String> environment = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Root root = new Root(environment);

    @Command(description = "A program.", subcommands = Daemon.class)
    static final class Root {
        @Mixin
        private final ChainOptions chain = new ChainOptions();

        @Mixin
        private final WalletOptions wallet;

        private @Nullable RuntimeException failure;
        private @Nullable Daemon ran;

        Root(Map<String, String> environment) {
            this.wallet = new WalletOptions(environment);
        }
    }

    @Command(name = "daemon", description = "Runs.")
    static final class Daemon implements Callable<Integer> {
        @ParentCommand
        private @Nullable Root root;

        @Option(names = "--bind-addr", defaultValue = "127.0.0.1:0")
        private @Nullable BindAddress bindAddress;

        @Option(names = "--price")
        private @Nullable Wei price;

        @Option(names = "--every")
        private @Nullable Duration every;

        @Override
        public Integer call() {
            if (root == null) {
                throw new IllegalStateException("no root");
            }
            root.ran = this;
            if (root.failure != null) {
                throw root.failure;
            }
            return 0;
        }
    }

    @Test
    void aMissingSubcommandIsWrongUsage() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("deopenchat-gateway: Missing required subcommand", "Try 'deopenchat-gateway --help'.");
    }

    @Test
    void anUnknownOptionIsWrongUsage() {
        assertThat(run("daemon", "--bind")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "deopenchat-gateway: Unknown option: '--bind'", "Try 'deopenchat-gateway daemon --help'.");
    }

    @Test
    void aWrongValueNamesOptionAndForm() {
        assertThat(run("daemon", "--bind-addr", "nowhere")).isEqualTo(2);
        assertThat(err.toString())
                .contains("Invalid value for option '--bind-addr'")
                .contains("'nowhere' is not host:port, for example 127.0.0.1:8080")
                .doesNotContain("Exception");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--walletsk " + KEY,
                "--walet-sk=" + KEY,
                "--wallet-sk " + KEY + " " + KEY,
                "--wallet-sk " + KEY + " --wallet-sk " + KEY,
                "0x" + KEY,
                "--wallet-sk hunter2 hunter2",
                "--wallet-skk hunter2 --bind-addr 0x" + KEY,
                "--deopenchat-contract-address " + KEY,
            })
    void neverRepeatsAKeyThatTheParserDoesNotUnderstand(String arguments) {
        assertThat(run(("daemon " + arguments).split(" "))).isEqualTo(2);
        assertThat(err.toString()).doesNotContain(KEY).contains("deopenchat-gateway: ");
        if (!arguments.contains("--wallet-skk")) {
            assertThat(err.toString()).doesNotContain("hunter2");
        }
    }

    @Test
    void neverRepeatsTheKeyInAnEndpoint() {
        assertThat(run("--chain-endpoit", "https://user:apikey@node.example/v3/apikey?k=apikey", "daemon"))
                .isEqualTo(2);
        assertThat(err.toString()).doesNotContain("apikey").contains("https://node.example/..");
    }

    @Test
    void aFailureIsOneLine() {
        root.failure = new IllegalStateException("the node\nanswered \u001b[2J nothing");

        assertThat(run("daemon")).isEqualTo(1);
        assertThat(err.toString().lines()).containsExactly("deopenchat-gateway: the node; answered \\u001b[2J nothing");
    }

    @Test
    void aFailureWithoutMessageNamesItsKind() {
        root.failure = new IllegalStateException();

        assertThat(run("daemon")).isEqualTo(1);
        assertThat(err.toString().lines()).containsExactly("deopenchat-gateway: IllegalStateException");
    }

    @Test
    void aFailureOfUsageAtRunTimeHasTheCodeOfUsage() {
        root.failure = new UsageError("no key is given");

        assertThat(run("daemon")).isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly("deopenchat-gateway: no key is given");
    }

    @Test
    void showsAStackTraceWhenAsked() {
        root.failure = new IllegalStateException("broken");

        assertThat(run("--debug", "daemon")).isEqualTo(1);
        assertThat(err.toString()).contains("java.lang.IllegalStateException: broken\n\tat ");
    }

    @Test
    void showsAStackTraceAtDebugLevel() {
        environment.put("DEOPENCHAT_LOG_LEVEL", "debug");
        root.failure = new IllegalStateException("broken");

        assertThat(run("daemon")).isEqualTo(1);
        assertThat(err.toString()).contains("\n\tat ");
    }

    @Test
    void helpsAtEveryLevel() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .startsWith("Usage: deopenchat-gateway ")
                .contains("--chain-endpoint", "--wallet-sk-file", "--debug", "daemon  Runs.");
        assertThat(run("daemon", "--help")).isZero();
        assertThat(out.toString()).contains("Usage: deopenchat-gateway daemon ").contains("--network");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void anUnknownFormatOfTheLogIsWrongUsage() {
        assertThat(run("daemon", "--log-format", "xml")).isEqualTo(2);
        assertThat(err.toString()).contains("--log-format").contains("TEXT, JSON");
    }

    @Test
    void namesItsVersion() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("deopenchat-gateway ");
    }

    @Test
    void takesSharedOptionsBeforeAndAfterTheSubcommand() {
        assertThat(run("--chain-endpoint", "http://node", "daemon", "--deopenchat-contact-address", ADDRESS))
                .isZero();
        ChainConfig config = root.chain.config();
        assertThat(config.endpoints()).containsExactly("http://node");
        assertThat(config.contract()).isEqualTo(Address.parse(ADDRESS));
    }

    @Test
    void takesSeveralEndpointsInTheirOrder() {
        assertThat(run("daemon", "--chain-endpoint", "http://a,http://b", "--chain-endpoint", "http://c"))
                .isZero();
        assertThat(root.chain.config().endpoints()).containsExactly("http://a", "http://b", "http://c");
    }

    @Test
    void takesSeveralEndpointsFromTheEnvironment() {
        environment.put("DEOPENCHAT_GATEWAY_CHAIN_ENDPOINT", "http://a,http://b");

        assertThat(run("daemon")).isZero();
        assertThat(root.chain.config().endpoints()).containsExactly("http://a", "http://b");
    }

    @Test
    void keepsWhatStandsBeforeTheSubcommandWhereTheEnvironmentSaysOtherwise() {
        environment.put("DEOPENCHAT_GATEWAY_CHAIN_ENDPOINT", "http://from-environment");

        assertThat(run("--chain-endpoint", "http://from-option", "daemon")).isZero();
        assertThat(root.chain.config().endpoints()).containsExactly("http://from-option");
    }

    @Test
    void readsTheHistoricCommandLine() {
        assertThat(run(
                        "--chain-endpoint",
                        "http://node",
                        "--deopenchat-contact-address",
                        ADDRESS,
                        "--wallet-sk",
                        KEY,
                        "daemon"))
                .isZero();
        assertThat(root.wallet.secretKey().exposed()).startsWith(0xac, 0x09);
        assertThat(err.toString()).startsWith("warning: --wallet-sk is visible").doesNotContain(KEY);
    }

    @Test
    void fillsFromTheEnvironmentWhatIsNotGiven() {
        environment.put("DEOPENCHAT_GATEWAY_BIND_ADDR", "0.0.0.0:1");
        environment.put("DEOPENCHAT_GATEWAY_PRICE", "2 gwei");
        environment.put("DEOPENCHAT_GATEWAY_EVERY", "30s");
        environment.put("DEOPENCHAT_GATEWAY_NETWORK", "calibration");
        environment.put("DEOPENCHAT_BRIDGE_PRICE", "3");

        assertThat(run("daemon", "--every", "24h")).isZero();

        Daemon daemon = ran();
        assertThat(daemon.bindAddress).isEqualTo(new BindAddress("0.0.0.0", 1));
        assertThat(daemon.price).isEqualTo(Wei.of(2_000_000_000));
        assertThat(daemon.every).isEqualTo(Duration.ofHours(24));
        assertThat(root.chain.config().network()).isNotNull();
    }

    @Test
    void aWrongValueInTheEnvironmentIsWrongUsage() {
        environment.put("DEOPENCHAT_GATEWAY_BIND_ADDR", "nowhere");

        assertThat(run("daemon")).isEqualTo(2);
        assertThat(err.toString()).contains("'nowhere' is not host:port");
    }

    @Test
    void usesTheDefaultWhereNothingIsGiven() {
        assertThat(run("daemon")).isZero();
        assertThat(ran().bindAddress).isEqualTo(new BindAddress("127.0.0.1", 0));
        assertThat(ran().price).isNull();
    }

    @Test
    void doesNotTakeKeysFromTheVariablesOfOptions() {
        environment.put("DEOPENCHAT_GATEWAY_WALLET_SK", KEY);
        environment.put("DEOPENCHAT_WALLET_SK", "1".repeat(64));

        assertThat(run("daemon")).isZero();
        assertThat(root.wallet.secretKey().exposed()).containsOnly(0x11);
        assertThat(err.toString()).isEmpty();
    }

    private Daemon ran() {
        if (root.ran == null) {
            throw new AssertionError("the daemon did not run: " + err);
        }
        return root.ran;
    }

    private int run(String... arguments) {
        return new Program(
                        "deopenchat-gateway", root, environment, new PrintWriter(out, true), new PrintWriter(err, true))
                .run(arguments);
    }
}
