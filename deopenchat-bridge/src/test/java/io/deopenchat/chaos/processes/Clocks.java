package io.deopenchat.chaos.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Clocks of daemons that can be put forward and back while they run, by libfaketime. Their monotonic clocks go on as they are. */
final class Clocks {
    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final Path LIBRARY = Path.of("faketime", "libfaketimeMT.so.1");

    private final Path directory;
    private final Optional<Path> library = library();
    private final Set<String> wrong = new HashSet<>();

    Clocks(Path directory) {
        this.directory = directory;
    }

    /** Debian has it below the name of the machine's architecture. */
    private static Optional<Path> library() {
        if (!Files.isDirectory(LIBRARIES)) {
            return Optional.empty();
        }
        try (Stream<Path> below = Files.list(LIBRARIES)) {
            return Stream.concat(Stream.of(LIBRARIES), below)
                    .map(each -> each.resolve(LIBRARY))
                    .filter(Files::isRegularFile)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean canJump() {
        return library.isPresent();
    }

    /** From its next start on the clock of a daemon is ours, or its own again. */
    synchronized void isOurs(String daemon, boolean ours) {
        if (ours) {
            wrong.add(daemon);
            isOffBy(daemon, Duration.ZERO);
        } else {
            wrong.remove(daemon);
        }
    }

    /** Renamed into place: a daemon must not read half an offset. */
    void isOffBy(String daemon, Duration offset) {
        Path file = file(daemon);
        Path next = directory.resolve(daemon + ".clock.next");
        try {
            Files.writeString(next, "%+d\n".formatted(offset.toSeconds()));
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String daemon) {
        return directory.resolve(daemon + ".clock");
    }

    synchronized Map<String, String> environment(String daemon) {
        return library.filter(found -> wrong.contains(daemon))
                .map(found -> Map.of(
                        "LD_PRELOAD", found.toString(),
                        "FAKETIME_TIMESTAMP_FILE", file(daemon).toString(),
                        "FAKETIME_CACHE_DURATION", "1",
                        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                        "DONT_FAKE_MONOTONIC", "1",
                        "FAKETIME_DONT_RESET", "1"))
                .orElse(Map.of());
    }
}
