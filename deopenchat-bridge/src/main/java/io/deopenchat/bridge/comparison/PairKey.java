package io.deopenchat.bridge.comparison;

import io.deopenchat.signing.SecretKey;
import io.deopenchat.storage.PrivateDirectory;
import io.deopenchat.storage.PrivateFile;
import io.deopenchat.storage.Seal;
import io.deopenchat.storage.StorageFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The key that pairs are sealed with, in a file of its own: the client key may be in another program. Whoever may read the whole
 * directory reads the pairs; copies of them alone are worth nothing, and nothing at all once this file is gone.
 */
final class PairKey {
    private static final String FILE = "seal.key";
    private static final String PURPOSE = "deopenchat compared answers 1";
    private static final HexFormat HEX = HexFormat.of();

    private final Path directory;
    private final Path file;

    PairKey(Path directory) {
        this.directory = directory;
        this.file = directory.resolve(FILE);
    }

    /** Empty if nothing was sealed yet. */
    Optional<Seal> find() {
        try {
            return Files.exists(file) ? Optional.of(read()) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            throw new StorageFailure("cannot read the key in " + file + ": " + e.getMessage(), e);
        }
    }

    Seal findOrMake() {
        return find().orElseGet(this::make);
    }

    private Seal read() throws IOException {
        PrivateFile.requirePrivate(file);
        return Seal.of(
                SecretKey.parse(
                        Files.readString(file, StandardCharsets.US_ASCII).strip()),
                PURPOSE);
    }

    private Seal make() {
        try {
            PrivateDirectory.create(directory);
            byte[] secret = SecretKey.generate(new SecureRandom()).exposed();
            PrivateFile.replace(file, (HEX.formatHex(secret) + "\n").getBytes(StandardCharsets.US_ASCII));
            return read();
        } catch (IOException e) {
            throw new StorageFailure("cannot write the key in " + file + ": " + e.getMessage(), e);
        }
    }
}
