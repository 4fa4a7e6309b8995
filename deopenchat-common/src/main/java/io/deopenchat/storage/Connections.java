package io.deopenchat.storage;

import java.nio.channels.FileChannel;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What an open database stands on.
 *
 * @param read sees what is committed
 * @param write for one thread; the same as {@code read} of a file that is only read
 * @param lock keeps other processes from writing; null if this one does not write either
 */
record Connections(
        Connection read, Connection write, @Nullable FileChannel lock) {

    void close() {
        try {
            read.close();
            write.close();
        } catch (SQLException e) {
            throw new StorageFailure("closing the database failed: " + e.getMessage(), e);
        } finally {
            Database.closeQuietly(lock);
        }
    }
}
