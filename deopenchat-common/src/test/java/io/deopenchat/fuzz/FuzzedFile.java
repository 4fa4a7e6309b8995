package io.deopenchat.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that holds one input after the other, in a directory of its own. Only its owner may read it. */
public final class FuzzedFile {
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;

    public FuzzedFile(String name) {
        try {
            Path directory = Files.createTempDirectory("fuzzed");
            path = Files.createFile(directory.resolve(name), PRIVATE);
            // in the reverse order of this
            directory.toFile().deleteOnExit();
            path.toFile().deleteOnExit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path path() {
        return path;
    }

    public Path directory() {
        return path.resolveSibling("");
    }

    public Path with(byte[] content) {
        try {
            return Files.write(path, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
