package io.deopenchat.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A database whose disk is ready when a test says so: what was queued becomes durable with {@link #sync}, or is lost with
 * {@link #crash}. No thread of its own, so the order of things is the caller's. Whoever waits for a change has it synced.
 */
public final class SteppedDatabase {
    private final Path file;
    private final Stepped writer;
    private final Database database;

    /** What may happen around a commit; each may throw to end the process there. */
    public interface Moments {
        /** Nothing happens. */
        Moments QUIET = new Moments() {
            @Override
            public void beforeCommit() {}

            @Override
            public void afterCommit() {}
        };

        void beforeCommit();

        void afterCommit();
    }

    private SteppedDatabase(Path file, Stepped writer, Database database) {
        this.file = file;
        this.writer = writer;
        this.database = database;
    }

    /** @param queues false to sync every change as soon as it is handed over */
    public static SteppedDatabase open(Path file, Schema schema, boolean queues, Moments moments) {
        Stepped[] started = new Stepped[1];
        Database database = Database.open(
                file,
                schema,
                (connection, onFailure, onSync) -> {
                    started[0] = new Stepped(connection, queues, moments);
                    return started[0];
                },
                failure -> {},
                sync -> {});
        return new SteppedDatabase(file, started[0], database);
    }

    public Database database() {
        return database;
    }

    /** How many changes wait for the disk. */
    public int queued() {
        return writer.queue.size();
    }

    /** Makes the oldest changes durable in one commit; those that wait for them go on inside this call. */
    public void sync(int atMost) {
        writer.sync(atMost);
    }

    /** Does what a start does on this database; a start that is killed leaves nothing open. */
    public <T> T orCrash(Supplier<T> start) {
        try {
            return start.get();
        } catch (Error killed) {
            crash();
            throw killed;
        }
    }

    /**
     * The same after a power cut in the middle of a write: the log ends with the beginning of a page that was never finished.
     *
     * @param torn what of it reached the disk
     */
    public void crashTorn(byte[] torn) {
        Path log = file.resolveSibling(file.getFileName() + "-wal");
        try {
            byte[] pages = Files.readAllBytes(file);
            byte[] written = Files.exists(log) ? Files.readAllBytes(log) : new byte[0];
            crash();
            Files.write(file, pages);
            Files.write(log, written);
            Files.write(log, torn, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is not durable is gone, and nobody hears of it. */
    public void crash() {
        writer.crash();
        database.close();
    }

    private static final class Stepped implements Writer {
        private final Connection connection;
        private final Session session;
        private final boolean queues;
        private final Moments moments;
        private final Queue<Change> queue = new ArrayDeque<>();
        private boolean crashed;

        private record Change(Consumer<Session> work, Awaited durable) {}

        /** Waiting is what makes the disk work, as it would if time went on. */
        private final class Awaited extends CompletableFuture<Void> {
            @Override
            public Void join() {
                while (!isDone()) {
                    sync(GroupCommit.MAX_CHANGES_PER_COMMIT);
                }
                return super.join();
            }
        }

        Stepped(Connection connection, boolean queues, Moments moments) {
            this.connection = connection;
            this.session = new Session(connection);
            this.queues = queues;
            this.moments = moments;
        }

        @Override
        public CompletableFuture<Void> submit(Consumer<Session> work) {
            Change change = new Change(work, new Awaited());
            queue.add(change);
            if (!queues) {
                sync(1);
            }
            return change.durable();
        }

        void sync(int atMost) {
            if (crashed) {
                throw new IllegalStateException("the process of this database has ended");
            }
            List<Change> batch = new ArrayList<>();
            while (batch.size() < atMost && !queue.isEmpty()) {
                batch.add(queue.remove());
            }
            if (batch.isEmpty()) {
                return;
            }
            moments.beforeCommit();
            batch.forEach(change -> change.work().accept(session));
            commit();
            moments.afterCommit();
            batch.forEach(change -> change.durable().complete(null));
        }

        private void commit() {
            try {
                connection.commit();
            } catch (SQLException e) {
                throw new StorageFailure("commit failed: " + e.getMessage(), e);
            }
        }

        void crash() {
            crashed = true;
            queue.clear();
            try {
                connection.rollback();
            } catch (SQLException e) {
                throw new StorageFailure("rollback failed: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            if (!crashed) {
                sync(Integer.MAX_VALUE);
            }
        }
    }
}
