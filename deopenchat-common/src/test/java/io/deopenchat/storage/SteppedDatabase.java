package io.deopenchat.storage;

import java.util.function.Supplier;

/**
 * A database whose disk is ready when a test says so: what was queued becomes durable with {@link #sync}, or is lost with
 * {@link #crash}. No thread of its own, so the order of things is the caller's. Whoever waits for a change has it synced.
 */
public final class SteppedDatabase {
    private final SteppedWriter writer;
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

    private SteppedDatabase(SteppedWriter writer, Database database) {
        this.writer = writer;
        this.database = database;
    }

    static SteppedDatabase on(Session reads, SteppedWriter writer) {
        return new SteppedDatabase(writer, new Database(reads, writer, () -> {}));
    }

    public Database database() {
        return database;
    }

    /** How many changes wait for the disk. */
    public int queued() {
        return writer.queued();
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

    /** What is not durable is gone, and nobody hears of it. */
    public void crash() {
        writer.crash();
    }
}
