package io.deopenchat.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class CompletionCommandTest {
    private static final Path BASH = Path.of("/bin/bash");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Command(subcommands = {Dance.class, CompletionCommand.class})
    static final class Root {}

    @Command(name = "dance")
    static final class Dance implements Runnable {
        @Option(names = "--partner")
        @SuppressWarnings("unused") // it is there to be completed
        private String partner = "";

        @Override
        public void run() {
            // nobody dances here
        }
    }

    private int run(String... arguments) {
        return new Program("deopenchat-x", new Root(), Map.of(), new PrintWriter(out), new PrintWriter(err))
                .run(arguments);
    }

    /** What bash offers for the last of the words. */
    private List<String> completed(Path script, String... words) throws IOException, InterruptedException {
        String line = "source " + script + "; COMP_WORDS=(" + String.join(" ", words) + "); COMP_CWORD="
                + (words.length - 1) + "; COMP_LINE=\"${COMP_WORDS[*]}\"; COMP_POINT=${#COMP_LINE};"
                + " $(complete -p deopenchat-x | sed 's/.*-F \\([^ ]*\\).*/\\1/'); printf '%s\\n' \"${COMPREPLY[@]}\"";
        Process bash = new ProcessBuilder(BASH.toString(), "--norc", "-c", line)
                .redirectErrorStream(true)
                .start();
        String offered = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(offered).isZero();
        return offered.lines().map(String::strip).toList();
    }

    @Test
    void bashCompletesCommandsAndTheirOptions(@TempDir Path directory) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(BASH), "no bash here");
        assertThat(run("completion", "bash")).isZero();
        Path script = directory.resolve("completion");
        Files.writeString(script, out.toString());

        assertThat(completed(script, "deopenchat-x", "da")).contains("dance");
        assertThat(completed(script, "deopenchat-x", "dance", "--par")).contains("--partner");
    }

    @Test
    void theScriptOfZshLoadsWhatMakesItWorkThere() {
        assertThat(run("completion", "zsh")).isZero();

        assertThat(out.toString()).contains("bashcompinit");
    }

    @Test
    void anotherShellIsRefusedWithThoseThereAre() {
        assertThat(run("completion", "fish")).isEqualTo(2);

        assertThat(err.toString()).contains("'fish'", "BASH", "ZSH");
    }
}
