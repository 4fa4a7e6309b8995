package io.deopenchat.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Writes when a test says so, in the thread of that test. */
final class SteppedWriter implements Writer {
    private final Connection connection;
    private final Session session;
    private final boolean queues;
    private final SteppedDatabase.Moments moments;
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

    /** @param session on {@code connection} */
    SteppedWriter(Connection connection, Session session, boolean queues, SteppedDatabase.Moments moments) {
        this.connection = connection;
        this.session = session;
        this.queues = queues;
        this.moments = moments;
    }

    @Override
    public CompletableFuture<Void> submit(Consumer<Session> work) {
        requireAlive();
        Change change = new Change(work, new Awaited());
        queue.add(change);
        if (!queues) {
            sync(1);
        }
        return change.durable();
    }

    int queued() {
        return queue.size();
    }

    void sync(int atMost) {
        requireAlive();
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

    private void requireAlive() {
        if (crashed) {
            throw new IllegalStateException("the process of this database has ended");
        }
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
