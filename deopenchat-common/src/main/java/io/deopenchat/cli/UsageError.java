package io.deopenchat.cli;

import org.jspecify.annotations.Nullable;

/** What the user gave cannot be used: the program ends with exit code 2. The message names option, value and remedy. */
public final class UsageError extends RuntimeException {
    public UsageError(String message) {
        super(message);
    }

    public UsageError(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
