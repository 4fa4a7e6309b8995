package io.deopenchat.gateway.account;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much of the disk a ledger may take.
 *
 * @param answerBytes of stored answers in all; the oldest are erased first
 * @param freeBytes with less than that free on its disk, no round begins
 */
public record StorageBounds(long answerBytes, long freeBytes) {
    public static final StorageBounds NONE = new StorageBounds(Long.MAX_VALUE, 0);

    /** One account may fill so much of what all may. */
    static final int ACCOUNTS_SHARE = 8;

    /** The largest answer has room in any case. */
    static final long LEAST_ACCOUNT_BYTES = 65L * 1_024 * 1_024;

    /** Of a directory that may not be there yet. */
    public static StorageBounds halfOfWhatIsFree(Path directory, long freeBytes) {
        Path existing = directory.toAbsolutePath();
        while (existing.getParent() != null && Files.notExists(existing)) {
            existing = existing.getParent();
        }
        return new StorageBounds(DiskSpace.of(existing, 0).free() / 2, freeBytes);
    }

    long accountBytes() {
        return Math.max(answerBytes / ACCOUNTS_SHARE, LEAST_ACCOUNT_BYTES);
    }
}
