package io.deopenchat.signing;

import org.jspecify.annotations.Nullable;

/** Nothing was signed that could be used; the message says why and what to do. */
public final class SigningFailed extends RuntimeException {
    public SigningFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
