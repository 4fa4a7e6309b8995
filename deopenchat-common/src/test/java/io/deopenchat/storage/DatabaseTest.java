package io.deopenchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DatabaseTest {
    private static final Schema NEXT_VERSION = new Schema(
            "notes",
            List.of(
                    Notes.SCHEMA.migrations().getFirst(),
                    "ALTER TABLE note ADD COLUMN author TEXT NOT NULL DEFAULT 'nobody';"
                            + " CREATE TABLE author (name TEXT PRIMARY KEY)"));

    @TempDir
    private Path directory = Path.of("");

    @Test
    void refusesASecondOpenInTheSameProcess() {
        try (Notes first = Notes.open(directory)) {
            assertThatThrownBy(() -> Notes.open(directory))
                    .isInstanceOf(StorageFailure.class)
                    .hasMessageContaining("in use by another process");
            first.write("still mine");
            assertThat(first.all()).containsExactly("still mine");
        }
    }

    @Test
    void refusesAFileThatAnotherProcessHasOpen() throws IOException, InterruptedException {
        Process other = NoteWriter.start(directory);
        try {
            assertThat(NoteWriter.nextLine(other, NoteWriter.READY)).isNotNull();

            assertThatThrownBy(() -> Notes.open(directory))
                    .isInstanceOf(StorageFailure.class)
                    .hasMessageContaining("in use by another process");
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void refusesAFileOfAnotherKind() {
        Notes.open(directory).close();
        Schema other = new Schema("journal", Notes.SCHEMA.migrations());

        assertThatThrownBy(() -> Database.open(Notes.file(directory), other, Notes.UNEXPECTED))
                .isInstanceOf(StorageFailure.class)
                .hasMessageContaining("holds a notes, expected a journal");
        assertThatThrownBy(() -> Database.openReadOnly(Notes.file(directory), other))
                .isInstanceOf(StorageFailure.class)
                .hasMessageContaining("holds a notes, expected a journal");
    }

    @Test
    void refusesWhatANewerProgramWrote() {
        Database.open(Notes.file(directory), NEXT_VERSION, Notes.UNEXPECTED).close();

        assertThatThrownBy(() -> Notes.open(directory))
                .isInstanceOf(StorageFailure.class)
                .hasMessageContaining("has version 2, this program knows up to 1");
        assertThatThrownBy(() -> Notes.openReadOnly(directory))
                .isInstanceOf(StorageFailure.class)
                .hasMessageContaining("has version 2, this program knows up to 1");
    }

    @Test
    void refusesWhatIsNoDatabase() throws IOException {
        Files.writeString(Notes.file(directory), "not a database, but longer than the header of one: ".repeat(10));

        assertThatThrownBy(() -> Notes.open(directory))
                .isInstanceOf(StorageFailure.class)
                .hasMessageContaining("notes.sqlite");
    }

    @Test
    void aRefusedOpenLeavesTheFileFreeForTheRightProgram() {
        Database.open(Notes.file(directory), NEXT_VERSION, Notes.UNEXPECTED).close();
        assertThatThrownBy(() -> Notes.open(directory)).isInstanceOf(StorageFailure.class);

        try (Database right = Database.open(Notes.file(directory), NEXT_VERSION, Notes.UNEXPECTED)) {
            right.write(session -> session.update("INSERT INTO note (text, author) VALUES ('a', 'b')"));
        }
    }

    @Test
    void aMigrationThatFailsChangesNothingAndLocksNobodyOut() {
        Notes.open(directory).close();
        Schema broken = new Schema(
                "notes",
                List.of(Notes.SCHEMA.migrations().getFirst(), "CREATE TABLE half (id INTEGER); CREATE TABLE note (x)"));

        assertThatThrownBy(() -> Database.open(Notes.file(directory), broken, Notes.UNEXPECTED))
                .isInstanceOf(StorageFailure.class)
                .hasMessageContaining("already exists");

        try (Notes notes = Notes.open(directory)) {
            notes.write("after the failure");
            assertThat(tables(notes)).doesNotContain("half");
        }
    }

    @Test
    void refusesToReadWhatIsNotThere() {
        assertThatThrownBy(() -> Notes.openReadOnly(directory))
                .isInstanceOf(StorageFailure.class)
                .hasMessageContaining("there is no database at");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void nobodyElseMayReadTheFiles() throws IOException {
        Path made = directory.resolve("deep").resolve("state");
        try (Notes notes = Notes.open(made)) {
            notes.write("secret");

            assertThat(permissions(made)).isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(made)) {
                assertThat(files.filter(file -> !file.toString().endsWith(".lock")))
                        .hasSize(3)
                        .allMatch(file -> permissions(file).equals("rw-------"));
            }
        }
    }

    @Test
    void readsBesideAWriterAndWritesNothing() {
        try (Notes writer = Notes.open(directory);
                Notes reader = Notes.openReadOnly(directory)) {
            assertThat(reader.all()).isEmpty();

            writer.write("one");

            assertThat(reader.all()).containsExactly("one");
            assertThatThrownBy(() -> reader.write("two")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> reader.database().read(session -> session.update("DELETE FROM note")))
                    .isInstanceOf(StorageFailure.class);
            assertThat(writer.all()).containsExactly("one");
        }
    }

    @Test
    void theReadingSideOfAWriterCannotWrite() {
        try (Notes notes = Notes.open(directory)) {
            notes.write("one");

            assertThatThrownBy(() -> notes.database().read(session -> session.update("DELETE FROM note")))
                    .isInstanceOf(StorageFailure.class);
            assertThat(notes.all()).containsExactly("one");
        }
    }

    @Test
    void whatWasAcknowledgedIsThereWhenOpenedAgain() {
        try (Notes notes = Notes.open(directory)) {
            notes.write("one");
            notes.write("two");
        }

        try (Notes again = Notes.open(directory)) {
            assertThat(again.all()).containsExactly("one", "two");
        }
    }

    @Test
    void whatWasAcknowledgedSurvivesThatTheProcessIsKilled() throws IOException, InterruptedException {
        Process writer = NoteWriter.start(directory);
        try {
            assertThat(NoteWriter.nextLine(writer, "written 200")).isNotNull();
        } finally {
            // not of the process itself, which would close the pipe before it is read
            writer.toHandle().destroyForcibly();
        }
        int acknowledged = writer.inputReader()
                .lines()
                .filter(line -> line.startsWith("written "))
                .mapToInt(line -> Integer.parseInt(line.substring("written ".length())))
                .max()
                .orElse(200);
        writer.waitFor();

        try (Notes again = Notes.open(directory)) {
            List<String> found = again.all();
            assertThat(found).hasSizeBetween(acknowledged, acknowledged + 1);
            assertThat(found)
                    .isEqualTo(IntStream.rangeClosed(1, found.size())
                            .mapToObj(number -> "note " + number)
                            .toList());
        }
    }

    @Test
    void everyAcknowledgedChangeIsInTheFilesAtOnce() throws IOException {
        try (Notes notes = Notes.open(directory)) {
            for (int i = 1; i <= 5; i++) {
                notes.write("note " + i);
                Path copy = Files.createDirectory(directory.resolve("copy" + i));
                for (String suffix : List.of("", "-wal")) {
                    Path file = Path.of(Notes.file(directory) + suffix);
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
                try (Notes seen = Notes.open(copy)) {
                    assertThat(seen.all()).hasSize(i);
                }
            }
        }
    }

    @Test
    void syncsEveryCommit() {
        try (Notes notes = Notes.open(directory)) {
            notes.database().write(session -> {
                assertThat(session.query("PRAGMA synchronous", row -> row.getInt(1)))
                        .containsExactly(2);
                assertThat(session.query("PRAGMA journal_mode", row -> row.getString(1)))
                        .containsExactly("wal");
            });
        }
    }

    @Test
    void bringsAnOldFileToTheNewVersionOnce() throws SQLException {
        try (Notes notes = Notes.open(directory)) {
            notes.write("old");
        }

        for (int opening = 0; opening < 2; opening++) {
            try (Database migrated = Database.open(Notes.file(directory), NEXT_VERSION, Notes.UNEXPECTED)) {
                List<String> authors = migrated.read(session ->
                        session.query("SELECT author FROM note WHERE text = 'old'", row -> row.getString(1)));
                assertThat(authors).containsExactly("nobody");
            }
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + Notes.file(directory));
                Statement statement = connection.createStatement()) {
            assertThat(statement
                            .executeQuery("SELECT count(*) FROM database_kind")
                            .getInt(1))
                    .isEqualTo(1);
        }
    }

    @Test
    void keepsEveryKindOfValue() {
        byte[] bytes = {0, 1, -1};
        try (Notes notes = Notes.open(directory)) {
            notes.database().write(session -> session.update("CREATE TABLE kinds (a, b, c, d, e)"));
            notes.database()
                    .write(session -> session.update(
                            "INSERT INTO kinds VALUES (?, ?, ?, ?, ?)",
                            Long.MAX_VALUE,
                            7,
                            bytes,
                            null,
                            List.of("as", "text")));

            Optional<String> text = notes.database()
                    .read(session -> session.queryOne("SELECT * FROM kinds", row -> {
                        assertThat(row.getLong(1)).isEqualTo(Long.MAX_VALUE);
                        assertThat(row.getInt(2)).isEqualTo(7);
                        assertThat(row.getBytes(3)).isEqualTo(bytes);
                        assertThat(row.getObject(4)).isNull();
                        return row.getString(5);
                    }));
            assertThat(text).contains("[as, text]");
        }
    }

    private static List<String> tables(Notes notes) {
        return notes.database()
                .read(session ->
                        session.query("SELECT name FROM sqlite_master WHERE type = 'table'", row -> row.getString(1)));
    }

    private static String permissions(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
