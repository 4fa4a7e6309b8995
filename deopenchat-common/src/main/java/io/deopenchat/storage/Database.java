package io.deopenchat.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One SQLite file in write-ahead mode with {@code synchronous = FULL}: a change is on disk before the caller hears of it.
 * One thread writes; what has queued up while it synced goes into the next transaction, so many changes share one sync.
 * Reads see what is committed and do not wait for the writer. A writing process holds a lock file for as long as it runs.
 */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    /** To which the write-ahead log is cut back when it begins anew: one burst must not hold its peak for ever. */
    static final int MAX_IDLE_LOG_BYTES = 16 * 1024 * 1024;

    private final Session reads;
    private final @Nullable Writer writer;
    private final Runnable release;

    /** @param release gives the connections back when everything is written */
    Database(Session reads, @Nullable Writer writer, Runnable release) {
        this.reads = reads;
        this.writer = writer;
        this.release = release;
    }

    /**
     * Opens the file for reading and writing, makes it with mode 0600 if it is new, and brings its tables to the version of
     * {@code schema}.
     *
     * @param onFailure called once, from a thread of the writer, when a change could not be made durable
     * @throws StorageFailure if another process has it open, it is of another kind, or a newer program wrote it
     */
    public static Database open(Path file, Schema schema, Consumer<StorageFailure> onFailure) {
        return open(file, schema, onFailure, sync -> {});
    }

    /** @param onSync hears from the writer's thread how long each commit took; must be quick and must not throw */
    public static Database open(
            Path file, Schema schema, Consumer<StorageFailure> onFailure, Consumer<Duration> onSync) {
        Connections opened = connections(file, schema);
        return new Database(
                new Session(opened.read()), new GroupCommit(opened.write(), onFailure, onSync), opened::close);
    }

    /** Locks the file and brings its tables to the version of {@code schema}; who writes through the connections is the caller's. */
    static Connections connections(Path file, Schema schema) {
        FileChannel lock = lock(file);
        Connection write = null;
        try {
            write = connect(file, false);
            migrate(write, file, schema);
            write.setAutoCommit(false);
            return new Connections(connect(file, true), write, lock);
        } catch (SQLException | StorageFailure e) {
            closeQuietly(write);
            closeQuietly(lock);
            throw e instanceof StorageFailure failure
                    ? failure
                    : new StorageFailure("cannot open " + file + ": " + e.getMessage(), e);
        }
    }

    /** Opens an existing file for reading only; another process may be writing it meanwhile. */
    public static Database openReadOnly(Path file, Schema schema) {
        if (!Files.exists(file)) {
            throw new StorageFailure("there is no database at " + file);
        }
        Connection read = null;
        try {
            read = connect(file, true);
            requireKnownVersion(read, file, schema);
            return new Database(new Session(read), null, new Connections(read, read, null)::close);
        } catch (SQLException | StorageFailure e) {
            closeQuietly(read);
            throw e instanceof StorageFailure failure
                    ? failure
                    : new StorageFailure("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Runs {@code query} on committed state. */
    public <T> T read(Function<Session, T> query) {
        synchronized (reads) {
            return query.apply(reads);
        }
    }

    /** Runs {@code change} and returns when it is durable. Must not be called on an event loop. */
    public void write(Consumer<Session> change) {
        try {
            writeLater(change).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StorageFailure failure
                    ? new StorageFailure(failure.getMessage() == null ? "write failed" : failure.getMessage(), e)
                    : e;
        }
    }

    /** Queues {@code change} behind all earlier ones; the future completes when it is durable. */
    public CompletableFuture<Void> writeLater(Consumer<Session> change) {
        if (writer == null) {
            throw new IllegalStateException("opened for reading only");
        }
        return writer.submit(change);
    }

    /** Completes when everything that was queued before is durable: for answers that tell of it again. */
    public CompletableFuture<Void> everythingSoFar() {
        return writeLater(session -> {});
    }

    /** Finishes what was queued, then closes. */
    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
        release.run();
    }

    private static Connection connect(Path file, boolean readOnly) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("busy_timeout", "5000");
        properties.setProperty("foreign_keys", "true");
        if (!readOnly) {
            properties.setProperty("journal_size_limit", Integer.toString(MAX_IDLE_LOG_BYTES));
            properties.setProperty("synchronous", "FULL");
        }
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, properties);
        if (readOnly) {
            execute(connection, "PRAGMA query_only = true");
        } else {
            // a new file takes the first only before anything is in it, and the second puts something in it
            execute(connection, "PRAGMA auto_vacuum = INCREMENTAL");
            execute(connection, "PRAGMA journal_mode = WAL");
        }
        return connection;
    }

    /** What the driver has no property for, or applies in an order of its own. */
    private static void execute(Connection connection, String pragma) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(pragma);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static void migrate(Connection connection, Path file, Schema schema) throws SQLException {
        connection.setAutoCommit(false);
        Session session = new Session(connection);
        int version = requireKnownVersion(connection, file, schema);
        if (version == 0) {
            session.run("CREATE TABLE IF NOT EXISTS database_kind (kind TEXT NOT NULL)");
            session.update("INSERT INTO database_kind (kind) VALUES (?)", schema.kind());
        }
        for (int from = version; from < schema.version(); from++) {
            session.run(schema.migrations().get(from));
        }
        session.run("PRAGMA user_version = " + schema.version());
        connection.commit();
    }

    private static int requireKnownVersion(Connection connection, Path file, Schema schema) throws SQLException {
        Session session = new Session(connection);
        int version = session.query("PRAGMA user_version", row -> row.getInt(1)).getFirst();
        if (version > schema.version()) {
            throw new StorageFailure(file + " has version " + version + ", this program knows up to " + schema.version()
                    + "; use the newer program");
        }
        if (version > 0) {
            String kind = session.query("SELECT kind FROM database_kind", row -> row.getString(1))
                    .getFirst();
            if (!kind.equals(schema.kind())) {
                throw new StorageFailure(file + " holds a " + kind + ", expected a " + schema.kind());
            }
        }
        return version;
    }

    /** Whether a process has the file open for writing. */
    public static boolean isInUse(Path file) {
        try {
            closeQuietly(lock(file));
            return false;
        } catch (DatabaseInUse other) {
            return true;
        }
    }

    static FileChannel lock(Path file) {
        Path lockPath = file.resolveSibling(file.getFileName() + ".lock");
        try {
            createPrivately(file.toAbsolutePath().getParent(), file);
            FileChannel channel = FileChannel.open(lockPath, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException sameProcess) {
                lock = null;
            }
            if (lock == null) {
                channel.close();
                throw new DatabaseInUse(file + " is in use by another process; stop that one first");
            }
            return channel;
        } catch (IOException e) {
            throw new StorageFailure("cannot lock " + lockPath + ": " + e.getMessage(), e);
        }
    }

    /** What people asked and were answered may be in the file: nobody but its owner may read it. */
    static void createPrivately(@Nullable Path directory, Path file) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        if (directory != null && !Files.exists(directory)) {
            PrivateDirectory.create(directory);
        }
        if (!Files.exists(file)) {
            if (posix) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(file);
            }
        }
    }

    /** Of an opening that failed for a better reason. */
    private static void closeQuietly(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            LOG.debug("closing a database that was refused failed: {}", e.getMessage());
        }
    }

    static void closeQuietly(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new StorageFailure("cannot release the lock: " + e.getMessage(), e);
            }
        }
    }
}
