package io.deopenchat.bridge.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the journals are kept. */
final class StateDirectory {
    private StateDirectory() {}

    static Path of(@Nullable Path given) {
        return given != null ? given : Path.of(System.getProperty("user.home"), ".deopenchat", "bridge");
    }
}
