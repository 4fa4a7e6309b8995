package io.deopenchat.gateway.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where it is written which clients may begin rounds: an address on each line, {@code #} begins a comment.
 *
 * @param allowed null for everybody
 * @param denied null for nobody; wins over {@code allowed}
 */
public record ClientFiles(@Nullable Path allowed, @Nullable Path denied) {
    public static final ClientFiles NONE = new ClientFiles(null, null);
}
