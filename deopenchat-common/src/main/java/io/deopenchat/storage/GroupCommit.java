package io.deopenchat.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of a database. Whatever is queued when a transaction begins goes into it, so under load the cost of a sync
 * is shared, and without load nobody waits for company.
 *
 * <p>After a failure it stops for good and fails everything queued: a second attempt after a failed sync may report
 * success for pages that the kernel has dropped. A change that finds the queue full is such a failure, because the memory of its
 * owner has it and the disk never will.
 */
final class GroupCommit implements Writer {
    static final int MAX_CHANGES_PER_COMMIT = 512;
    static final int MAX_QUEUED = 65_536;

    private final Connection connection;
    private final Session session;
    private final Consumer<StorageFailure> onFailure;
    private final Consumer<Duration> onSync;
    private final BlockingQueue<Change> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
    private final Thread thread;
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile @Nullable StorageFailure failure;

    private record Change(@Nullable Consumer<Session> work, CompletableFuture<Void> durable) {
        boolean isLast() {
            return work == null;
        }
    }

    GroupCommit(Connection connection, Consumer<StorageFailure> onFailure, Consumer<Duration> onSync) {
        this.connection = connection;
        this.session = new Session(connection);
        this.onFailure = onFailure;
        this.onSync = onSync;
        this.thread = Thread.ofPlatform().name("ledger-writer").daemon(true).start(this::run);
    }

    @Override
    public CompletableFuture<Void> submit(Consumer<Session> work) {
        Change change = new Change(work, new CompletableFuture<>());
        StorageFailure failed = failure;
        if (failed != null) {
            change.durable().completeExceptionally(failed);
        } else if (!queue.offer(change)) {
            StorageFailure full = new StorageFailure("more than " + MAX_QUEUED + " changes wait for the disk");
            failure = full;
            change.durable().completeExceptionally(full);
            // not here: whoever hands over a change may hold a lock that its owner needs to end
            Thread.ofVirtual().name("ledger-full").start(() -> tell(full));
        } else if (failure != null) {
            failQueued();
        }
        return change.durable();
    }

    private void run() {
        List<Change> batch = new ArrayList<>(MAX_CHANGES_PER_COMMIT);
        try {
            boolean last = false;
            while (!last) {
                batch.clear();
                batch.add(queue.take());
                queue.drainTo(batch, MAX_CHANGES_PER_COMMIT - 1);
                last = batch.stream().anyMatch(Change::isLast);
                commit(batch);
            }
            refuseMore();
        } catch (InterruptedException e) {
            refuseMore();
            Thread.currentThread().interrupt();
        } catch (SQLException | RuntimeException | Error e) {
            fail(batch, new StorageFailure("a change could not be made durable: " + e.getMessage(), e));
        }
    }

    private void commit(List<Change> batch) throws SQLException {
        for (Change change : batch) {
            if (change.work() != null) {
                change.work().accept(session);
            }
        }
        long before = System.nanoTime();
        connection.commit();
        onSync.accept(Duration.ofNanos(System.nanoTime() - before));
        batch.forEach(change -> change.durable().complete(null));
    }

    /** Whoever queued a change behind the last commit hears of it. */
    private void refuseMore() {
        failure = new StorageFailure("the database is closed");
        failQueued();
    }

    private void fail(List<Change> batch, StorageFailure reason) {
        failure = reason;
        batch.forEach(change -> change.durable().completeExceptionally(reason));
        failQueued();
        tell(reason);
    }

    private void tell(StorageFailure reason) {
        if (told.compareAndSet(false, true)) {
            onFailure.accept(reason);
        }
    }

    private void failQueued() {
        StorageFailure reason = failure;
        for (Change change = queue.poll(); change != null && reason != null; change = queue.poll()) {
            change.durable().completeExceptionally(reason);
        }
    }

    @Override
    public void close() {
        Change last = new Change(null, new CompletableFuture<>());
        if (failure == null && queue.offer(last)) {
            if (failure != null) {
                failQueued();
            }
            last.durable().exceptionally(failed -> null).join();
        }
        thread.interrupt();
    }
}
