package io.deopenchat.bridge.journal;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.storage.PrivateDirectory;
import io.deopenchat.storage.StorageFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds a client key for one process: two that sign with it would sign two histories of one account. */
public final class ClientKeyLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClientKeyLock.class);
    private static final int MAX_PID_BYTES = 32;

    private final FileChannel channel;

    private ClientKeyLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws StorageFailure if another process uses the key with this state directory */
    public static ClientKeyLock take(Path stateDirectory, Address client) {
        Path file = file(stateDirectory, client);
        try {
            return take(stateDirectory, file, client);
        } catch (IOException e) {
            throw new StorageFailure("cannot lock " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Holds the key in one contract against processes with another state directory, as far as they belong to the same user
     * of the same machine. Empty if the directory cannot be written.
     *
     * @param directory the same for all processes of a user
     * @throws StorageFailure if another process uses the key with this contract
     */
    public static Optional<ClientKeyLock> takeOfUser(Path directory, Domain domain, Address client) {
        Path file = directory.resolve(
                "client-" + domain.chainId() + "-" + digits(domain.contract()) + "-" + digits(client) + ".lock");
        try {
            return Optional.of(take(directory, file, client));
        } catch (IOException e) {
            LOG.warn(
                    "cannot lock {}: a second process with this client key and another state directory would not be"
                            + " noticed: {}",
                    file,
                    e.getMessage());
            return Optional.empty();
        }
    }

    private static ClientKeyLock take(Path directory, Path file, Address client) throws IOException {
        PrivateDirectory.create(directory);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (lock(channel) == null) {
            String holder = holder(channel);
            channel.close();
            throw new StorageFailure("another process" + holder + " uses client key " + client
                    + "; stop that one first, or make another key for this one");
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        return new ClientKeyLock(channel);
    }

    /** What the process that holds the lock wrote; some systems do not let others read it. */
    private static String holder(FileChannel channel) {
        ByteBuffer read = ByteBuffer.allocate(MAX_PID_BYTES);
        try {
            channel.read(read, 0);
        } catch (IOException locked) {
            return "";
        }
        String pid = new String(read.array(), 0, read.position(), StandardCharsets.US_ASCII);
        return pid.matches("[0-9]+") ? " (pid " + pid + ")" : "";
    }

    private static String digits(Address address) {
        return address.toString().substring(2);
    }

    /** Whether another process uses the key now. Makes nothing, and holds nothing afterwards. */
    public static boolean isTaken(Path stateDirectory, Address client) {
        Path file = file(stateDirectory, client);
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return lock(channel) == null;
        } catch (IOException e) {
            throw new StorageFailure("cannot look at " + file + ": " + e.getMessage(), e);
        }
    }

    private static Path file(Path stateDirectory, Address client) {
        return stateDirectory.resolve("client-" + digits(client) + ".lock");
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StorageFailure("cannot release the lock of a client key: " + e.getMessage(), e);
        }
    }
}
