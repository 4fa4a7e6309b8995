package io.deopenchat.gateway.sealing;

import io.deopenchat.sealing.EncryptionSecret;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hex;
import io.deopenchat.storage.PrivateFile;
import io.deopenchat.storage.StorageFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The encryption keys of a provider, newest first: requests are sealed to the first one and opened by all. Of each key there
 * is one for every client, computed from both, so nothing has to be kept for it.
 */
public final class KeyRing {
    /** Each is tried for a request that names none of the common ones. */
    public static final int MAX_KEYS = 8;

    private static final String COMMENT = "#";
    private static final byte[] OF_A_CLIENT =
            "deopenchat/1 encryption key of a client\0".getBytes(StandardCharsets.US_ASCII);

    private final List<EncryptionSecret> keys;

    KeyRing(List<EncryptionSecret> keys) {
        this.keys = List.copyOf(keys);
    }

    /** @throws IllegalArgumentException if the file cannot be read, others may read it, or it holds no keys */
    public static KeyRing read(Path file) {
        try {
            PrivateFile.requirePrivate(file);
            List<EncryptionSecret> keys = Files.readAllLines(file).stream()
                    .map(line -> line.split(COMMENT, 2)[0].strip())
                    .filter(line -> !line.isEmpty())
                    .map(EncryptionSecret::parse)
                    .toList();
            if (keys.isEmpty() || keys.size() > MAX_KEYS) {
                throw new IllegalArgumentException("expected 1 to " + MAX_KEYS + " keys, got " + keys.size());
            }
            return new KeyRing(keys);
        } catch (IOException | StorageFailure | IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "the encryption keys in " + file + " cannot be used: " + wrong.getMessage()
                            + "; make them with the command encryption-key",
                    wrong);
        }
    }

    /** A ring with one new key. */
    public static KeyRing generate(SecureRandom random) {
        return new KeyRing(List.of(EncryptionSecret.generate(random)));
    }

    /** With a new key before those there are, of which the newest {@code keep} stay. */
    public KeyRing rotated(int keep, SecureRandom random) {
        return new KeyRing(Stream.concat(
                        Stream.of(EncryptionSecret.generate(random)),
                        keys.stream().limit(keep))
                .toList());
    }

    /** Readers see the old keys or the new ones. */
    public void write(Path file) throws IOException {
        String text = keys.stream()
                .map(key -> Hex.of(key.exposed()) + " " + COMMENT + " public " + key.publicKey() + "\n")
                .collect(Collectors.joining());
        PrivateFile.replace(file, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Public keys, newest first. */
    public List<Bytes32> publicKeys() {
        return keys.stream().map(EncryptionSecret::publicKey).toList();
    }

    EncryptionSecret newest() {
        return keys.getFirst();
    }

    EncryptionSecret newestOf(Address client) {
        return ofClient(newest(), client);
    }

    /** The secret to a public key that everybody, or this client, was told. */
    Optional<EncryptionSecret> find(Bytes32 publicKey, Address client) {
        return Stream.concat(keys.stream(), keys.stream().map(key -> ofClient(key, client)))
                .filter(key -> key.publicKey().equals(publicKey))
                .findFirst();
    }

    private static EncryptionSecret ofClient(EncryptionSecret key, Address client) {
        try {
            return EncryptionSecret.of(KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(key.exposed())
                            .addSalt(OF_A_CLIENT)
                            .thenExpand(client.toArray(), EncryptionSecret.LENGTH)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HKDF-SHA256", e);
        }
    }
}
