package io.deopenchat.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.signing.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
    private static final String DIGITS = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw------x", "rw--w----", "rwxrwxrwx"})
    void refusesAFileThatOthersMayUse(String mode) throws IOException {
        Path file = file(DIGITS, mode);

        assertThatThrownBy(() -> KeyFile.read(file))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("run: chmod 600 " + file);
    }

    @Test
    void tellsAFileThatIsMissing() {
        assertThatThrownBy(() -> KeyFile.read(folder.resolve("none")))
                .isInstanceOf(UsageError.class)
                .hasMessageStartingWith("there is no file ");
    }

    @Test
    void tellsAFolder() {
        assertThatThrownBy(() -> KeyFile.read(folder)).isInstanceOf(UsageError.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hunter2", "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff", "0x"})
    void doesNotRepeatWhatIsNoKey(String content) throws IOException {
        Path file = file(content, "rw-------");

        assertThatThrownBy(() -> KeyFile.read(file))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("holds no key: a secret key is 64 hexadecimal digits")
                .hasMessageNotContainingAny("hunter2", "ac0974");
    }

    @Test
    void doesNotOverwriteAFile() throws IOException {
        Path file = file("precious", "rw-------");

        assertThatThrownBy(() -> KeyFile.create(file, SecretKey.parse(DIGITS)))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("is not overwritten");
        assertThat(file).hasContent("precious");
    }

    @Test
    void tellsAFolderThatDoesNotExist() {
        assertThatThrownBy(() -> KeyFile.create(folder.resolve("none/key"), SecretKey.parse(DIGITS)))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("cannot be written")
                .hasMessageNotContaining(DIGITS);
    }

    @Test
    void writesAFileThatOnlyItsOwnerMayRead() throws IOException {
        Path file = folder.resolve("key");

        KeyFile.create(file, SecretKey.parse(DIGITS));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(KeyFile.read(file).exposed())
                .isEqualTo(SecretKey.parse(DIGITS).exposed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------", "rwx------"})
    void readsAKeyWithPrefixAndLineBreak(String mode) throws IOException {
        Path file = file("0x" + DIGITS + "\n", mode);

        assertThat(KeyFile.read(file).exposed())
                .isEqualTo(SecretKey.parse(DIGITS).exposed());
    }

    private Path file(String content, String mode) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
