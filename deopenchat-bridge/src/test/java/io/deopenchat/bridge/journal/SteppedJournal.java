package io.deopenchat.bridge.journal;

import io.deopenchat.storage.SteppedDatabase;
import java.nio.file.Path;

/** The journal of an account on a disk that may fail around every change. */
public record SteppedJournal(SteppedDatabase disk, Journal journal) {

    public static SteppedJournal open(Path file, AccountId account, SteppedDatabase.Moments moments) {
        SteppedDatabase disk = SteppedDatabase.open(file, Journal.SCHEMA, false, moments);
        return disk.orCrash(() -> new SteppedJournal(disk, Journal.on(disk.database(), file, account)));
    }
}
