package io.deopenchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.storage.SteppedDatabase.Moments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that stays open must tell the next process what one that was opened again would. */
class SteppedFilesTest {
    private static final byte[] HALF_A_PAGE = new byte[2_000];

    @TempDir
    private Path directory;

    private final SteppedFiles files = new SteppedFiles();

    @AfterEach
    void closesThem() {
        files.close();
    }

    @Test
    void theNextProcessFindsWhatWasSyncedAndNothingElse() {
        SteppedDatabase first = writesOneAndQueuesAnother();
        first.crash();

        assertThat(notes(start())).containsExactly("synced");
    }

    @Test
    void whatAChangeDidBeforeItsCommitIsGoneWithItsProcess() {
        SteppedDatabase first = start();
        CompletableFuture<Void> applied = first.database().writeLater(Notes.insert("applied"));
        CompletableFuture<Void> ending = first.database().writeLater(session -> {
            throw new IllegalStateException("ends in the middle of a transaction");
        });
        assertThatThrownBy(() -> first.sync(2)).isInstanceOf(IllegalStateException.class);
        first.crash();

        assertThat(notes(start())).isEmpty();
        assertThat(applied).isNotDone();
        assertThat(ending).isNotDone();
    }

    @Test
    void aProcessThatHasEndedWritesNothing() {
        SteppedDatabase first = start();
        first.crash();
        start();

        assertThatThrownBy(() -> first.database().writeLater(Notes.insert("late")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> first.sync(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPowerCutLeavesWhatWasSyncedBehindTheBeginningOfAPage() throws Exception {
        SteppedDatabase first = writesOneAndQueuesAnother();
        Path log = Notes.file(directory).resolveSibling("notes.sqlite-wal");
        first.crash();
        long before = Files.size(log);
        files.tear(Notes.file(directory), HALF_A_PAGE);

        assertThat(Files.size(log)).isEqualTo(before + HALF_A_PAGE.length);
        assertThat(notes(start())).containsExactly("synced");
    }

    @Test
    void afterAPowerCutTheFileIsOpenedInEarnest() {
        SteppedDatabase first = writesOneAndQueuesAnother();
        first.crash();
        files.tear(Notes.file(directory), HALF_A_PAGE);

        assertThat(Database.isInUse(Notes.file(directory))).isFalse();
        start();
        assertThat(Database.isInUse(Notes.file(directory))).isTrue();
    }

    private SteppedDatabase writesOneAndQueuesAnother() {
        SteppedDatabase database = start();
        CompletableFuture<Void> synced = database.database().writeLater(Notes.insert("synced"));
        database.sync(1);
        assertThat(synced).isDone();
        assertThat(database.database().writeLater(Notes.insert("queued"))).isNotDone();
        assertThat(database.queued()).isOne();
        return database;
    }

    private SteppedDatabase start() {
        return files.open(Notes.file(directory), Notes.SCHEMA, true, Moments.QUIET);
    }

    private static List<String> notes(SteppedDatabase database) {
        return database.database()
                .read(session -> session.query("SELECT text FROM note ORDER BY id", row -> row.getString(1)));
    }
}
