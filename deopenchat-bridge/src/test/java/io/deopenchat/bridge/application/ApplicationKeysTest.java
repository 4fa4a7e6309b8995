package io.deopenchat.bridge.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.storage.StorageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationKeysTest {
    private final Path directory;

    ApplicationKeysTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private ApplicationKeys keys() {
        return ApplicationKeys.in(directory, InstantSource.system());
    }

    @Test
    void theFirstKeyIsMadeOnce() {
        ApplicationKey first = keys().makeFirst().orElseThrow();

        assertThat(keys().makeFirst()).isEmpty();
        assertThat(keys().nameOf(first.secret())).contains(ApplicationKeys.DEFAULT_NAME);
        assertThat(keys().nameOf(first.secret() + "0")).isEmpty();
        assertThat(first.toString()).doesNotContain(first.secret());
    }

    @Test
    void onlyTheOwnerMayReadTheFile() throws IOException {
        keys().add("editor");

        Path file = directory.resolve(ApplicationKeys.FILE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(this::keys).isInstanceOf(StorageFailure.class).hasMessageContaining("chmod 600");
    }

    @Test
    void aRunningBridgeTakesOverWhatACommandChanged() {
        ApplicationKeys running = keys();
        ApplicationKey added = keys().add("editor");
        running.refresh();
        assertThat(running.nameOf(added.secret())).contains("editor");

        keys().remove("editor");
        running.refresh();

        assertThat(running.nameOf(added.secret())).isEmpty();
    }

    @Test
    void namesAreUniqueAndPlain() {
        keys().add("editor");

        assertThatThrownBy(() -> keys().add("editor")).hasMessageContaining("already");
        assertThatThrownBy(() -> keys().add("../x")).hasMessageContaining("1 to 64 letters");
        assertThatThrownBy(() -> keys().remove("other")).hasMessageContaining("no application key called other");
    }

    @Test
    void aFileThatIsNoListIsNotOverwritten() throws IOException {
        Path file = directory.resolve(ApplicationKeys.FILE);
        Files.writeString(file, "{\"keys\":[{\"name\":\"x\"}]}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        assertThatThrownBy(this::keys).isInstanceOf(StorageFailure.class).hasMessageContaining("mend it");
        assertThat(Files.readString(file)).contains("\"x\"");
    }
}
