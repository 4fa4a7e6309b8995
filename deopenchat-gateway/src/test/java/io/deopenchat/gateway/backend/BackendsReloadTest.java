package io.deopenchat.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.fixture.Eventually;
import io.deopenchat.http.Await;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BackendsReloadTest {
    private final Vertx vertx = Vertx.vertx();
    private final Path path;
    private final Backends backends;
    private final BackendsReload reload;
    private long seconds = 1_000;

    BackendsReloadTest(@TempDir Path directory) throws IOException {
        path = directory.resolve("backends.json");
        write("{\"backends\":[{\"name\":\"old\",\"api\":\"http://127.0.0.1:1\"}]}");
        BackendsFile file = new BackendsFile(path, Map.of());
        backends = new Backends(file.read(), profile -> new Backend(vertx, profile));
        reload = new BackendsReload(vertx, file, backends, Duration.ofMillis(10));
    }

    @AfterEach
    void close() {
        reload.close();
        backends.close();
        Await.within(Duration.ofSeconds(20), vertx.close(), "closing");
    }

    /** In one step, as an editor does it; each at a later time. */
    private void write(String text) throws IOException {
        Path whole = path.resolveSibling("new.json");
        Files.writeString(whole, text);
        Files.setLastModifiedTime(whole, FileTime.fromMillis(++seconds * 1_000));
        Files.move(whole, path, StandardCopyOption.REPLACE_EXISTING);
    }

    private boolean serves(String name) {
        return backends.all().stream().map(Backend::toString).toList().equals(List.of(name));
    }

    @Test
    void takesOverWhatChanged() throws IOException {
        write("{\"backends\":[{\"name\":\"new\",\"api\":\"http://127.0.0.1:2\"}]}");

        Eventually.holds("new is there", () -> serves("new"));
    }

    @Test
    void aFaultChangesNothingAndTheNextChangeCounts() throws IOException {
        write("{\"backends\":[");
        write("{\"backends\":[{\"name\":\"wrong\",\"api\":\"ftp://127.0.0.1\"}]}");
        assertThat(serves("old")).isTrue();

        write("{\"backends\":[{\"name\":\"right\",\"api\":\"http://127.0.0.1:2\"}]}");

        Eventually.holds("right is there", () -> serves("right"));
    }
}
