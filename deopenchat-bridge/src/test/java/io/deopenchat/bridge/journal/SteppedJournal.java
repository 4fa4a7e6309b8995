package io.deopenchat.bridge.journal;

import io.deopenchat.storage.SteppedDatabase;
import io.deopenchat.storage.SteppedFiles;
import java.nio.file.Path;

/** The journal of an account on a disk that may fail around every change. */
public record SteppedJournal(SteppedDatabase disk, Journal journal) {

    public static SteppedJournal open(
            SteppedFiles files, Path file, AccountId account, SteppedDatabase.Moments moments) {
        SteppedDatabase disk = files.open(file, Journal.SCHEMA, false, moments);
        return disk.orCrash(() -> new SteppedJournal(disk, Journal.on(disk.database(), file, account)));
    }
}
