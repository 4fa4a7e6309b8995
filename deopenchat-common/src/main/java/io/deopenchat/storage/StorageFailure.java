package io.deopenchat.storage;

/**
 * The database could not be opened, read or written. After a failed write nothing more is written: what the disk holds is
 * no longer known, and only a restart reads it again.
 */
public final class StorageFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StorageFailure(String message) {
        super(message);
    }

    public StorageFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
