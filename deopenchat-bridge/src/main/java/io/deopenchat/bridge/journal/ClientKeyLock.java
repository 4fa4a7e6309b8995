package io.deopenchat.bridge.journal;

import io.deopenchat.signing.Address;
import io.deopenchat.storage.PrivateDirectory;
import io.deopenchat.storage.StorageFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Holds a client key for one process: two that sign with it would sign two histories of one account. */
public final class ClientKeyLock implements AutoCloseable {
    private final FileChannel channel;

    private ClientKeyLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws StorageFailure if another process uses the key with this state directory */
    public static ClientKeyLock take(Path stateDirectory, Address client) {
        Path file = stateDirectory.resolve("client-" + client.toString().substring(2) + ".lock");
        try {
            PrivateDirectory.create(stateDirectory);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new StorageFailure("another process uses client key " + client + "; stop that one first");
            }
            return new ClientKeyLock(channel);
        } catch (IOException e) {
            throw new StorageFailure("cannot lock " + file + ": " + e.getMessage(), e);
        }
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
