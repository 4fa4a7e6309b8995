package io.deopenchat.storage;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A database of numbered notes, for tests of what becomes of a change. */
final class Notes implements AutoCloseable {
    static final Schema SCHEMA = new Schema(
            "notes", List.of("CREATE TABLE note (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL UNIQUE)"));
    static final Consumer<StorageFailure> UNEXPECTED = failure -> {
        throw failure;
    };

    private final Database database;

    private Notes(Database database) {
        this.database = database;
    }

    static Path file(Path directory) {
        return directory.resolve("notes.sqlite");
    }

    static Notes open(Path directory) {
        return open(directory, UNEXPECTED);
    }

    static Notes open(Path directory, Consumer<StorageFailure> onFailure) {
        return new Notes(Database.open(file(directory), SCHEMA, onFailure));
    }

    static Notes openReadOnly(Path directory) {
        return new Notes(Database.openReadOnly(file(directory), SCHEMA));
    }

    Database database() {
        return database;
    }

    void write(String text) {
        database.write(insert(text));
    }

    CompletableFuture<Void> writeLater(String text) {
        return database.writeLater(insert(text));
    }

    static Consumer<Session> insert(String text) {
        return session -> session.update("INSERT INTO note (text) VALUES (?)", text);
    }

    /** In the order in which they were written. */
    List<String> all() {
        return database.read(session -> session.query("SELECT text FROM note ORDER BY id", row -> row.getString(1)));
    }

    @Override
    public void close() {
        database.close();
    }
}
