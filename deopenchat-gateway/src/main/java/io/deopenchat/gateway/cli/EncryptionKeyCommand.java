package io.deopenchat.gateway.cli;

import io.deopenchat.cli.UsageError;
import io.deopenchat.gateway.sealing.KeyRing;
import io.deopenchat.signing.Bytes32;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "encryption-key",
        description = {
            "Makes the key that requests are sealed to, or shows those in a file, or adds a newer one.",
            "A daemon that has the file with --encryption-keys publishes the newest and opens with all of them."
        })
final class EncryptionKeyCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The keys; made if there is no such file, readable by you only.")
    private Path file = Path.of("");

    @Option(
            names = "--rotate",
            description = "Put a new key before those in the file. A running daemon takes it over by itself.")
    private boolean rotate;

    @Option(
            names = "--keep",
            paramLabel = "KEYS",
            description =
                    "Older keys that stay when a new one is made (default: ${DEFAULT-VALUE}). Clients seal to a key up to"
                            + " an hour after it was replaced.")
    private int keep = 1;

    @Override
    public Integer call() {
        if (keep < 0 || keep >= KeyRing.MAX_KEYS) {
            throw new UsageError("--keep must be 0 to " + (KeyRing.MAX_KEYS - 1) + ", got " + keep);
        }
        PrintWriter out = Output.of(spec);
        List<Bytes32> keys = ring().publicKeys();
        out.println("encryption key " + keys.getFirst());
        keys.stream().skip(1).forEach(older -> out.println("older encryption key " + older));
        return 0;
    }

    private KeyRing ring() {
        SecureRandom random = new SecureRandom();
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return written(KeyRing.generate(random));
            }
            KeyRing kept = KeyRing.read(file);
            return rotate ? written(kept.rotated(keep, random)) : kept;
        } catch (IllegalArgumentException e) {
            throw new UsageError(String.valueOf(e.getMessage()), e);
        }
    }

    private KeyRing written(KeyRing ring) {
        try {
            ring.write(file);
            return ring;
        } catch (IOException e) {
            throw new UsageError("the file " + file + " cannot be written; check its folder", e);
        }
    }
}
