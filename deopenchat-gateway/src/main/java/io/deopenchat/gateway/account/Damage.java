package io.deopenchat.gateway.account;

import io.deopenchat.storage.DatabaseInUse;
import io.deopenchat.storage.StorageFailure;
import java.util.function.Supplier;

/** A ledger that is not what was written; the words tell the way out. */
final class Damage {
    static final String REMEDY =
            "; the ledger may be damaged: stop the gateway and run deopenchat-gateway restore --from BACKUP";

    private Damage() {}

    static StorageFailure of(String what) {
        return new StorageFailure(what + REMEDY);
    }

    static StorageFailure of(String what, Throwable cause) {
        return new StorageFailure(what + REMEDY, cause);
    }

    /** What was written can be parsed; what cannot was changed on the disk. */
    static <T> T named(String reading, Supplier<T> read) {
        try {
            return read.get();
        } catch (DatabaseInUse other) {
            throw other;
        } catch (StorageFailure failure) {
            throw named(failure);
        } catch (RuntimeException unreadable) {
            throw of(reading + ": " + unreadable.getMessage(), unreadable);
        }
    }

    static StorageFailure named(StorageFailure failure) {
        String message = String.valueOf(failure.getMessage());
        return message.endsWith(REMEDY) ? failure : of(message, failure);
    }
}
