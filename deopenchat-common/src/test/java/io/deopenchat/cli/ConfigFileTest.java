package io.deopenchat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class ConfigFileTest {
    private final Map<String, String> environment = new HashMap<>();
    private final StringWriter err = new StringWriter();
    private Daemon daemon = new Daemon();
    private final Path file;

    ConfigFileTest(@TempDir Path directory) {
        file = directory.resolve("config.toml");
    }

    @Command(name = "daemon", description = "Runs.")
    static final class Daemon implements Callable<Integer> {
        @Option(names = "--every")
        private @Nullable Duration every;

        @Option(names = "--level", required = true)
        private int level;

        @Option(names = "--peer", split = ",")
        private List<String> peers = List.of();

        @Option(names = "--wallet-sk-file")
        private @Nullable Path walletKeyFile;

        @Option(names = "--wallet-sk")
        @SuppressWarnings("unused") // it is there to be refused in a file
        private @Nullable String walletKey;

        @Option(names = "--lazy")
        private boolean lazy;

        @Override
        public Integer call() {
            return 0;
        }
    }

    private int run(String... arguments) {
        daemon = new Daemon();
        return new Program(
                        "deopenchat-x", daemon, environment, new PrintWriter(new StringWriter()), new PrintWriter(err))
                .run(arguments);
    }

    private int runWith(String text, String... arguments) throws IOException {
        Files.writeString(file, text);
        environment.put("DEOPENCHAT_X_CONFIG", file.toString());
        return run(arguments);
    }

    @Test
    void whatTheFileNamesHolds() throws IOException {
        String text = "# mine\nevery = \"5m\"\nlevel = 7\npeer = [\"a\", \"b\"]\nlazy = true\n";

        assertThat(runWith(text)).as(err.toString()).isZero();

        assertThat(daemon.every).isEqualTo(Duration.ofMinutes(5));
        assertThat(daemon.level).isEqualTo(7);
        assertThat(daemon.peers).containsExactly("a", "b");
        assertThat(daemon.lazy).isTrue();
    }

    @Test
    void theEnvironmentWinsOverTheFileAndTheCommandLineOverBoth() throws IOException {
        environment.put("DEOPENCHAT_X_EVERY", "2m");
        environment.put("DEOPENCHAT_X_LEVEL", "2");

        assertThat(runWith("every = \"1m\"\nlevel = 1\n", "--level", "3")).isZero();

        assertThat(daemon.every).isEqualTo(Duration.ofMinutes(2));
        assertThat(daemon.level).isEqualTo(3);
    }

    @Test
    void theCommandLineMayNameTheFile() throws IOException {
        Files.writeString(file, "level = 4\n");

        assertThat(run("--config", file.toString())).isZero();
        assertThat(run("--config=" + file)).isZero();

        assertThat(daemon.level).isEqualTo(4);
    }

    @Test
    void everythingThatIsWrongIsToldAtOnceWithItsLine() throws IOException {
        String text = "levle = 1\nlevel = [1, 2]\nwallet-sk = \"secret\"\n\nevery = 1.5\n[daemon]\nlevel = 2\n";

        assertThat(runWith(text)).isEqualTo(2);

        assertThat(err.toString())
                .contains(file + ", line 1: there is no option --levle")
                .contains(file + ", line 2: level takes one value, not a list")
                .contains(file + ", line 3: a key must not stand here in clear; name its file with wallet-sk-file")
                .contains(file + ", line 5: every must be a text, a whole number, true or false")
                .contains(file + ", line 6: there is no option --daemon")
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({"level = , 1", "'level = 1\nlevel = 2', 2", "'level = 1\n= 3', 2"})
    void whatIsNoTomlIsNamedWithItsLine(String text, int line) throws IOException {
        assertThat(runWith(text)).isEqualTo(2);

        assertThat(err.toString()).contains(file + ", line " + line + ": this is no TOML");
    }

    @Test
    void aFileThatIsNotThereEndsTheStart() {
        assertThat(run("--config", file.toString(), "--level", "1")).isEqualTo(2);

        assertThat(err.toString()).contains(file.toString()).contains("cannot be read");
    }

    @Test
    void aKeyGivenInAnotherWayIsNotMixedWithThatOfTheFile() throws IOException {
        assertThat(runWith("level = 1\nwallet-sk-file = \"a\"\n")).isZero();
        assertThat(daemon.walletKeyFile).isEqualTo(Path.of("a"));

        assertThat(runWith("level = 1\nwallet-sk-file = \"a\"\n", "--wallet-sk", "b"))
                .isZero();
        assertThat(daemon.walletKeyFile).isNull();

        environment.put("DEOPENCHAT_WALLET_SK", "c");
        assertThat(runWith("level = 1\nwallet-sk-file = \"a\"\n")).isZero();
        assertThat(daemon.walletKeyFile).isNull();
    }

    @Test
    void aValueOfWrongFormIsToldWithItsLine() throws IOException {
        assertThat(runWith("level = 7\nevery = \"often\"\n")).isEqualTo(2);

        assertThat(err.toString()).startsWith("deopenchat-x: " + file + ", line 2: Invalid value for option '--every'");
    }

    @Test
    void aValueOfWrongFormOnTheCommandLineIsNotBlamedOnTheFile() throws IOException {
        assertThat(runWith("level = 7\nevery = \"5m\"\n", "--every", "often")).isEqualTo(2);

        assertThat(err.toString()).startsWith("deopenchat-x: Invalid value for option '--every'");
    }

    @Test
    void aFlagThatFileAndCommandLineGiveIsGiven() throws IOException {
        assertThat(runWith("level = 7\nlazy = true\n", "--lazy"))
                .as(err.toString())
                .isZero();

        assertThat(daemon.lazy).isTrue();
    }
}
