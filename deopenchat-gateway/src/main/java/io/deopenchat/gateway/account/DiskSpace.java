package io.deopenchat.gateway.account;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is free on the ledger's disk. What cannot be recorded ends the process, and with it every round in flight; so no round
 * begins while there is little left.
 */
public final class DiskSpace {
    private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);

    private final LongSupplier usable;
    private final long floor;
    private volatile long free;
    private volatile boolean isShort;

    DiskSpace(LongSupplier usable, long floor) {
        this.usable = usable;
        this.floor = floor;
        look();
    }

    static DiskSpace of(Path directory, long floor) {
        return new DiskSpace(() -> usable(directory), floor);
    }

    private static long usable(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at the disk of " + directory, e);
        }
    }

    /** May wait for the disk: never on an event loop, never under a lock. */
    void look() {
        free = usable.getAsLong();
        boolean now = free < floor;
        if (now && !isShort) {
            LOG.error(
                    "{} bytes are free on the disk of the ledger, at least {} are expected; no round begins until there"
                            + " are: make room, or keep answers for a shorter time",
                    free,
                    floor);
        } else if (!now && isShort) {
            LOG.info("{} bytes are free on the disk of the ledger; rounds begin again", free);
        }
        isShort = now;
    }

    /** Whether less than the floor was free at the last look. */
    public boolean isShort() {
        return isShort;
    }

    /** Bytes at the last look. */
    public long free() {
        return free;
    }
}
