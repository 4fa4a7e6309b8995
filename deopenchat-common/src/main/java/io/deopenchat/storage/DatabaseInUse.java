package io.deopenchat.storage;

/** Another process writes the database. */
public final class DatabaseInUse extends StorageFailure {
    private static final long serialVersionUID = 1L;

    public DatabaseInUse(String message) {
        super(message);
    }
}
