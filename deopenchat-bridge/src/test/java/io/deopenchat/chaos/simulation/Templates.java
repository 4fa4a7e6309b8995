package io.deopenchat.chaos.simulation;

import io.deopenchat.storage.SteppedDatabase;
import io.deopenchat.storage.SteppedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Files as they are after their first start, to begin other runs with: making tables takes longer than a hundred rounds. */
final class Templates {
    private static final Map<String, byte[]> BY_NAME = new ConcurrentHashMap<>();

    private Templates() {}

    /**
     * Makes the file if it is missing. Whoever runs is the same in every run, so a file of the same name is the same file.
     *
     * @param first opens it for the first time
     */
    static void bring(SteppedFiles files, Path file, Supplier<SteppedDatabase> first) {
        if (Files.exists(file)) {
            return;
        }
        byte[] template = BY_NAME.computeIfAbsent(name(file), none -> made(files, file, first));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, template);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] made(SteppedFiles files, Path file, Supplier<SteppedDatabase> first) {
        first.get().crash();
        files.close(file);
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path file) {
        return file.subpath(file.getNameCount() - 2, file.getNameCount()).toString();
    }
}
