package io.deopenchat.gateway.account;

import io.deopenchat.protocol.Limits;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.storage.Database;
import io.deopenchat.storage.DatabaseCopy;
import io.deopenchat.storage.StorageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Objects;

/**
 * Copies of a ledger, and the way back from one. The ledger is all the state that a gateway has.
 *
 * <p>A copy does not know what was served after it was made. So a restored ledger counts every sequence up to a number far
 * above its own as used: a request that was served meanwhile is refused, and clients go on above it. What was confirmed
 * meanwhile comes back from the contract, as far as it was claimed, and from the clients, with their next confirmation.
 */
public final class LedgerBackup {
    private final Domain domain;
    private final Address provider;

    /** @param provider whose ledger it must be, of the deployment {@code domain} */
    public LedgerBackup(Domain domain, Address provider) {
        this.domain = domain;
        this.provider = provider;
    }

    /**
     * A verified copy in {@code out}, of mode 0600; the daemon may be running.
     *
     * @param replace whether a file that is there may be replaced
     * @throws StorageFailure if there is no ledger, it is of somebody else, or the copy is not whole: then {@code out} is
     *     what it was
     */
    public void write(Path directory, Path out, boolean replace) {
        Ledger.requireFile(directory);
        if (!replace && Files.exists(out)) {
            throw new StorageFailure(out + " exists; name another file, or replace it with --force");
        }
        Path part = out.resolveSibling(out.getFileName() + ".part");
        try {
            DatabaseCopy.delete(part);
            try {
                DatabaseCopy.write(directory.resolve(Ledger.FILE), part);
                verify(part);
                put(part, out);
            } finally {
                DatabaseCopy.delete(part);
            }
        } catch (IOException e) {
            throw new StorageFailure("cannot write " + out + ": " + e.getMessage(), e);
        }
    }

    /**
     * Puts a copy in the place of the ledger; what was there is kept beside it.
     *
     * @return where the replaced ledger is now, or would be
     * @throws StorageFailure if a daemon runs on the directory, or the copy is damaged or of somebody else
     */
    public Path restore(Path from, Path directory, Instant now) {
        if (!Files.exists(from)) {
            throw new StorageFailure("there is no file " + from);
        }
        Path file = directory.resolve(Ledger.FILE);
        Path aside = directory.resolve(Ledger.FILE + ".replaced-" + now.getEpochSecond());
        DatabaseCopy.whileNobodyWrites(file, () -> {
            try {
                bringBack(from, file, aside);
            } catch (IOException e) {
                throw new StorageFailure("cannot restore " + file + ": " + e.getMessage(), e);
            }
        });
        return aside;
    }

    private void bringBack(Path from, Path file, Path aside) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".restoring");
        DatabaseCopy.delete(part);
        try {
            DatabaseCopy.requireWhole(from, LedgerSchema.SCHEMA);
            DatabaseCopy.write(from, part);
            skipSequences(part);
            verify(part);
            for (Path log : DatabaseCopy.logs(file)) {
                moveIfThere(log, aside.resolveSibling(aside.getFileName() + suffix(log)));
            }
            moveIfThere(file, aside);
            put(part, file);
        } finally {
            DatabaseCopy.delete(part);
        }
    }

    private static String suffix(Path log) {
        return log.toString().substring(log.toString().lastIndexOf('-'));
    }

    private static void moveIfThere(Path from, Path to) throws IOException {
        if (Files.exists(from)) {
            Files.move(from, to);
        }
    }

    private static void put(Path part, Path at) throws IOException {
        DatabaseCopy.sync(part);
        Files.move(part, at, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DatabaseCopy.sync(Objects.requireNonNull(at.toAbsolutePath().getParent(), "a file is in a directory"));
    }

    private void skipSequences(Path copy) {
        try (Database database = Database.open(copy, LedgerSchema.SCHEMA, failure -> {})) {
            new LedgerStart(database, provider, Limits.SEQUENCE_WINDOW, Instant.EPOCH)
                    .skipSequences(Limits.SKIPPED_SEQUENCES);
        }
    }

    private void verify(Path copy) {
        DatabaseCopy.requireWhole(copy, LedgerSchema.SCHEMA);
        try (LedgerView view = LedgerView.openFile(copy)) {
            view.requireOf(domain, provider);
            view.requireWhatWasWritten(provider);
        }
    }
}
