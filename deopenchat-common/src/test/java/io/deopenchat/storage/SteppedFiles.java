package io.deopenchat.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The files of processes that end and start again in one thread. A file stays open from one process to the next, because
 * opening it costs more than all that a short life does with it: what was committed is there, what was not is gone. A power
 * cut closes it in earnest, so the process after that one finds it as a daemon would.
 */
public final class SteppedFiles implements AutoCloseable {
    private final Map<Path, Kept> kept = new HashMap<>();

    private record Kept(Connections connections, Session reads, Session writes) {
        static Kept open(Path file, Schema schema) {
            Connections opened = Database.connections(file, schema);
            Session writes = new Session(opened.write());
            forgoSyncs(opened, writes);
            return new Kept(opened, new Session(opened.read()), writes);
        }

        /** The system does not end here, so a sync would only take time: what it is for is what {@link #tear} models. */
        private static void forgoSyncs(Connections opened, Session writes) {
            try {
                // a pragma that a transaction would ignore
                opened.write().setAutoCommit(true);
                writes.run("PRAGMA synchronous = OFF");
                opened.write().setAutoCommit(false);
            } catch (SQLException e) {
                throw new StorageFailure("cannot forgo syncs: " + e.getMessage(), e);
            }
        }
    }

    /** @param queues false to sync every change as soon as it is handed over */
    public SteppedDatabase open(Path file, Schema schema, boolean queues, SteppedDatabase.Moments moments) {
        Kept open = kept.computeIfAbsent(file, none -> Kept.open(file, schema));
        return SteppedDatabase.on(
                open.reads(), new SteppedWriter(open.connections().write(), open.writes(), queues, moments));
    }

    /** Whoever opens it next opens it in earnest; nobody may be using it. */
    public void close(Path file) {
        Kept open = kept.remove(file);
        if (open != null) {
            open.connections().close();
        }
    }

    /**
     * Leaves the file as a power cut in the middle of a write does: the log ends with the beginning of a page that was never
     * finished. Nobody may be using it.
     *
     * @param torn what of the page reached the disk
     */
    public void tear(Path file, byte[] torn) {
        Path log = file.resolveSibling(file.getFileName() + "-wal");
        try {
            byte[] pages = Files.readAllBytes(file);
            byte[] written = Files.exists(log) ? Files.readAllBytes(log) : new byte[0];
            close(file);
            Files.write(file, pages);
            Files.write(log, written);
            Files.write(log, torn, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kept.values().forEach(open -> open.connections().close());
        kept.clear();
    }
}
