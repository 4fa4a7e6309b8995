package io.deopenchat.gateway.account;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.storage.SteppedDatabase;
import io.deopenchat.storage.SteppedFiles;
import java.nio.file.Path;

/** The ledger of a gateway on a disk that is ready when a test says so. */
public record SteppedLedger(SteppedDatabase disk, Ledger ledger) {

    public static SteppedLedger open(
            SteppedFiles files,
            Path directory,
            Domain domain,
            Address provider,
            AnswerSeal seal,
            SteppedDatabase.Moments moments) {
        SteppedDatabase disk = files.open(directory.resolve(Ledger.FILE), LedgerSchema.SCHEMA, true, moments);
        StorageBounds bounds = StorageBounds.NONE;
        return disk.orCrash(() -> new SteppedLedger(
                disk,
                Ledger.on(
                        disk.database(),
                        domain,
                        provider,
                        seal,
                        bounds,
                        () -> new DiskSpace(() -> Long.MAX_VALUE, bounds.freeBytes()))));
    }
}
