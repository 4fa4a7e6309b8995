package io.deopenchat.cli;

import io.deopenchat.chain.Keystore;
import io.deopenchat.signing.SecretKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files with secrets: 64 hexadecimal digits of a key, a keystore, a password. Only their owner may read them. */
public final class KeyFile {
    private static final int MAX_BYTES = 64 * 1024;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private KeyFile() {}

    /** @throws UsageError if the file cannot be read, others may read it, or it holds no key */
    public static SecretKey read(Path file) {
        return parse(file, readText(file));
    }

    /** @param text of the file */
    static SecretKey parse(Path file, String text) {
        try {
            return SecretKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageError("the key file " + file + " holds no key: " + e.getMessage(), e);
        }
    }

    /**
     * Writes a new key file that only its owner may read.
     *
     * @throws UsageError if there is a file of that name already: a key that is overwritten is lost with all its money
     */
    public static void create(Path file, SecretKey key) {
        write(file, HexFormat.of().formatHex(key.exposed()));
    }

    /**
     * The same, encrypted as a keystore that other wallets read.
     *
     * @throws UsageError also if the virtual machine has no room for that
     */
    public static void createKeystore(Path file, SecretKey key, String password) {
        refuseToOverwrite(file);
        try {
            write(file, Keystore.encrypt(key, password));
        } catch (IllegalArgumentException e) {
            throw new UsageError("no keystore can be made: " + e.getMessage(), e);
        }
    }

    private static void write(Path file, String secret) {
        try {
            Files.createFile(file, ownerOnly());
            Files.writeString(file, secret + "\n", StandardOpenOption.WRITE, StandardOpenOption.DSYNC);
        } catch (FileAlreadyExistsException e) {
            throw exists(file, e);
        } catch (IOException e) {
            throw new UsageError("the key file " + file + " cannot be written; check its folder", e);
        }
    }

    /** Before anything is asked or computed. */
    public static void refuseToOverwrite(Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(file, null);
        }
    }

    private static UsageError exists(Path file, @Nullable IOException cause) {
        return new UsageError("the file " + file + " exists already and is not overwritten; name another one", cause);
    }

    /** Reads a secret text; the same conditions as for a key. */
    static String readText(Path file) {
        try {
            refuseIfShared(file);
            try (InputStream in = Files.newInputStream(file)) {
                return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
            }
        } catch (NoSuchFileException e) {
            throw new UsageError("there is no file " + file + "; check its path", e);
        } catch (IOException e) {
            throw new UsageError("the file " + file + " cannot be read; check its owner and permissions", e);
        }
    }

    private static void refuseIfShared(Path file) throws IOException {
        if (!supportsPosix()) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.stream().anyMatch(OTHERS::contains)) {
            throw new UsageError("other users may use the secret file %s (its mode is %s); run: chmod 600 %s"
                    .formatted(file, PosixFilePermissions.toString(permissions), file));
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return supportsPosix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static boolean supportsPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
