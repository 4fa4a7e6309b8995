package io.deopenchat.bridge.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A real browser, if this machine has one. Nothing is installed here. */
public final class Chromium {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    private final Path program;

    private Chromium(Path program) {
        this.program = program;
    }

    /** Skips the test, out loud, where there is none. */
    public static Chromium installed() {
        Optional<Path> found = NAMES.stream().flatMap(Chromium::onPath).findFirst();
        if (found.isEmpty()) {
            System.out.println("SKIPPED: no browser on the PATH; install the package chromium to try a page in one");
        }
        assumeTrue(found.isPresent(), "no browser on the PATH; install the package chromium");
        return new Chromium(found.orElseThrow());
    }

    private static Stream<Path> onPath(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable);
    }

    /**
     * Opens a page without showing it.
     *
     * @param rebound a name that leads to this machine, whatever a name service says
     * @param profile a directory that is not there yet
     */
    public Window opens(String url, String rebound, Path profile) throws IOException {
        return new Window(new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--disable-dev-shm-usage",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "--host-resolver-rules=MAP " + rebound + " 127.0.0.1",
                        url)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    public record Window(Process process) implements AutoCloseable {
        public boolean isOpen() {
            return process.isAlive();
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().onExit().join();
        }
    }
}
