package io.deopenchat.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EncryptionKeyCommandTest {
    private static final Pattern KEY = Pattern.compile("encryption key 0x[0-9a-f]{64}");

    @TempDir
    Path scratch = Path.of(".");

    private List<String> keys(String... options) {
        List<String> arguments = new ArrayList<>(List.of("encryption-key", file().toString()));
        arguments.addAll(List.of(options));
        return CommandLineRun.of(arguments).succeeds().lines();
    }

    private Path file() {
        return scratch.resolve("encryption.keys");
    }

    @Test
    void makesAFileForItsOwnerAloneAndShowsItAgain() throws IOException {
        List<String> made = keys();

        assertThat(made).singleElement().asString().matches(KEY);
        assertThat(keys()).isEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void aNewKeyComesBeforeAsManyOlderOnesAsAreKept() {
        String first = keys().getFirst();
        List<String> second = keys("--rotate");
        List<String> third = keys("--rotate");

        assertThat(second).hasSize(2).element(1).isEqualTo("older " + first);
        assertThat(third).hasSize(2).element(1).isEqualTo("older " + second.getFirst());
        assertThat(keys("--rotate", "--keep", "0")).hasSize(1).doesNotContain(third.getFirst());
    }

    @Test
    void aFileOfSomethingElseIsNotOverwrittenAndNotRepeated() throws IOException {
        Files.writeString(file(), "not a key\n");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));

        String refusal = CommandLineRun.of(List.of("encryption-key", file().toString(), "--rotate"))
                .fails(2);

        assertThat(refusal).contains(file().toString()).doesNotContain("not a key");
        assertThat(file()).hasContent("not a key");
    }

    @Test
    void aFileThatOthersReadIsRefused() throws IOException {
        keys();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(CommandLineRun.of(List.of("encryption-key", file().toString()))
                        .fails(2))
                .contains("chmod 600");
    }
}
