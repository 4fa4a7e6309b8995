package io.deopenchat.bridge.provider;

import io.deopenchat.money.Wei;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an answer before its first byte.
 *
 * @param billed what the gateway asks for it, where its receipt comes first; not checked yet. Null with streams
 */
public record LogHead(String contentType, @Nullable Wei billed) {

    public boolean isStream() {
        return contentType.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }

    public Optional<Wei> cost() {
        return Optional.ofNullable(billed);
    }
}
