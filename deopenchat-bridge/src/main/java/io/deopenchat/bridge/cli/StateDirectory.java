package io.deopenchat.bridge.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the journals are kept. */
final class StateDirectory {
    private StateDirectory() {}

    static Path of(@Nullable Path given) {
        return given != null ? given : home().resolve("bridge");
    }

    /** Where every process of this user looks which keys are in use, whatever state directory it has. */
    static Path locks() {
        return home().resolve("locks");
    }

    private static Path home() {
        return Path.of(System.getProperty("user.home"), ".deopenchat");
    }
}
