package io.deopenchat.gateway.cli;

import io.deopenchat.gateway.config.SealingConfig;
import io.deopenchat.gateway.sealing.KeyRing;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** With which keys sealed requests are opened. */
final class SealingOptions {
    private static final String KEYS = "--encryption-keys";
    private static final String PER_CLIENT = "--encryption-key-per-client";

    @Option(
            names = KEYS,
            paramLabel = "FILE",
            description =
                    "Keys that sealed requests are opened with, made by the command encryption-key. Taken over when it"
                            + " changes (default: none are opened).")
    private @Nullable Path keys;

    @Option(
            names = PER_CLIENT,
            description = "Give each client a key of its own, computed from the newest in that file.")
    private boolean perClient;

    @Nullable
    SealingConfig config() {
        if (keys == null && perClient) {
            throw new IllegalArgumentException(PER_CLIENT + " needs " + KEYS + "; give both");
        }
        if (keys == null) {
            return null;
        }
        // what is wrong with the file is told before anything starts
        KeyRing.read(keys);
        return new SealingConfig(keys, perClient);
    }
}
