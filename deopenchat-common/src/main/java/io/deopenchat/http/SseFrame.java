package io.deopenchat.http;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * One event of an event stream, or one comment.
 *
 * @param bytes exactly as received, with the blank line that ends it
 * @param event the last {@code event:} field; null for none
 * @param data the {@code data:} fields joined by line feeds; null for none (a comment)
 */
public record SseFrame(
        Buffer bytes, @Nullable String event, @Nullable String data) {
    private static final String DONE = "[DONE]";

    public boolean isDone() {
        return DONE.equals(data);
    }
}
