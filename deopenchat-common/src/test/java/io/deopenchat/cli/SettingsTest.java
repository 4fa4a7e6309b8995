package io.deopenchat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

class SettingsTest {
    private final Map<String, String> environment = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Path file;

    SettingsTest(@TempDir Path directory) {
        file = directory.resolve("config.toml");
    }

    @SuppressWarnings("unused") // the parser sets them, and the command shows what it set
    static final class Options {
        @Option(names = "--level", defaultValue = "3")
        private int level;

        @Option(names = "--peer", split = ",")
        private List<String> peers = List.of();

        @Option(names = "--wallet-sk")
        private @Nullable String walletKey;

        @Option(names = "--wallet-sk-file")
        private @Nullable Path walletKeyFile;

        @Option(names = "--collector")
        private @Nullable String collector;
    }

    @Command(name = "daemon")
    @SuppressWarnings("unused") // only parsed
    static final class Daemon {
        @Mixin
        private final Options options = new Options();
    }

    @Command(name = "show")
    @SuppressWarnings("unused") // only parsed
    static final class Show implements Runnable {
        @Mixin
        private final Options options = new Options();

        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public void run() {
            if (spec != null) {
                Settings.of(spec).all().forEach(spec.commandLine().getOut()::println);
            }
        }
    }

    @Command(subcommands = {Daemon.class, Show.class})
    @SuppressWarnings("unused") // only parsed
    static final class Root {
        @Mixin
        private final ChainOptions chain = new ChainOptions();
    }

    private List<String> shown(String text, String... arguments) throws IOException {
        Files.writeString(file, text);
        environment.put("DEOPENCHAT_X_CONFIG", file.toString());
        Program program =
                new Program("deopenchat-x", new Root(), environment, new PrintWriter(out), new PrintWriter(err));
        assertThat(program.run(arguments)).as(err.toString()).isZero();
        return out.toString().lines().toList();
    }

    @Test
    void eachValueIsToldWithWhereItComesFrom() throws IOException {
        environment.put("DEOPENCHAT_X_PEER", "a,b");

        assertThat(shown("# mine\nnetwork = \"local\"\nlevel = 7\n", "show", "--level", "9"))
                .contains(
                        "level = 9  (command line)",
                        "peer = a,b  (environment, DEOPENCHAT_X_PEER)",
                        "network = local  (" + file + ", line 2)",
                        "deployment = -  (default)");
    }

    @Test
    void secretsAreHidden() throws IOException {
        environment.put("DEOPENCHAT_WALLET_SK", "11".repeat(32));

        String text = """
                chain-endpoint = ["https://node.example:8545/v3/TOKEN", "https://me:TOKEN@b.example"]
                collector = "https://c.example/traces?key=TOKEN"
                """;

        List<String> lines = shown(text, "show");

        assertThat(lines)
                .contains(
                        "wallet-sk = (hidden)  (environment, DEOPENCHAT_WALLET_SK)",
                        "chain-endpoint = https://node.example:8545/..,https://..@b.example  (" + file + ", line 1)",
                        "collector = https://c.example/traces?..  (" + file + ", line 2)");
        assertThat(String.join("\n", lines)).doesNotContain("TOKEN", "1111");
    }
}
