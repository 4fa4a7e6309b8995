package io.deopenchat.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Copies of database files. */
public final class DatabaseCopy {
    private DatabaseCopy() {}

    /**
     * Writes what is committed now, in one state, to a new file of mode 0600, and waits until the disk has it. Another process
     * may be writing the original meanwhile; its write-ahead log grows until the copy is done.
     */
    public static void write(Path from, Path to) {
        try {
            Database.createPrivately(to.toAbsolutePath().getParent(), to);
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + from);
                    PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
                copy.setString(1, to.toString());
                copy.execute();
            }
            sync(to);
        } catch (SQLException | IOException e) {
            throw new StorageFailure("cannot copy " + from + " to " + to + ": " + e.getMessage(), e);
        }
    }

    /** @throws StorageFailure if SQLite finds anything wrong in {@code file}; reads all of it */
    public static void requireWhole(Path file, Schema schema) {
        try (Database database = Database.openReadOnly(file, schema)) {
            List<String> findings =
                    database.read(session -> session.query("PRAGMA integrity_check(1)", row -> row.getString(1)));
            if (!findings.equals(List.of("ok"))) {
                throw new StorageFailure(file + " is damaged: " + findings.getFirst());
            }
        }
    }

    /** Of a file, or of the names in a directory. */
    public static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Runs {@code change} while no process can open {@code file} for writing.
     *
     * @throws DatabaseInUse if one has it open
     */
    public static void whileNobodyWrites(Path file, Runnable change) {
        FileChannel lock = Database.lock(file);
        try {
            change.run();
        } finally {
            Database.closeQuietly(lock);
        }
    }

    /** What belongs to a database beside its file. */
    public static List<Path> logs(Path file) {
        return List.of(
                file.resolveSibling(file.getFileName() + "-wal"), file.resolveSibling(file.getFileName() + "-shm"));
    }

    /** With everything beside it, the lock included. */
    public static void delete(Path file) throws IOException {
        for (Path log : logs(file)) {
            Files.deleteIfExists(log);
        }
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".lock"));
        Files.deleteIfExists(file);
    }
}
