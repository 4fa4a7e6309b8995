package io.deopenchat.gateway.account;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** CRC-32C over the stored forms of columns. SQLite keeps none, and a digit that flipped on a disk would be believed. */
final class Checksum {
    private Checksum() {}

    static long of(@Nullable Object... columns) {
        String text = Arrays.stream(columns).map(String::valueOf).collect(Collectors.joining("\n"));
        CRC32C sum = new CRC32C();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
    }
}
