package io.deopenchat.storage;

import java.sql.SQLException;
import java.util.Set;

/**
 * The database could not be opened, read or written. After a failed write nothing more is written: what the disk holds is
 * no longer known, and only a restart reads it again.
 */
public sealed class StorageFailure extends RuntimeException permits DatabaseInUse {
    private static final long serialVersionUID = 1L;

    /** SQLITE_CORRUPT and SQLITE_NOTADB; the bits above tell more of which kind. */
    private static final Set<Integer> DAMAGE = Set.of(11, 26);

    private static final int PRIMARY_CODE = 0xff;

    public StorageFailure(String message) {
        super(message);
    }

    public StorageFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether SQLite found that the file itself is not what was written. */
    public boolean isDamage() {
        for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && DAMAGE.contains(sql.getErrorCode() & PRIMARY_CODE)) {
                return true;
            }
        }
        return false;
    }
}
