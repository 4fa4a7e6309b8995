package io.deopenchat.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** What a doctor looks at on both sides: chain, contract, clock, disk. */
public final class Findings {
    static final Duration CLOCK_MAY_BE_BEHIND = Duration.ofSeconds(15);
    static final Duration HEAD_MAY_BE_OLD = Duration.ofMinutes(5);
    static final long LITTLE_DISK_BYTES = 1L << 30;
    static final long NO_DISK_BYTES = 64L << 20;

    private Findings() {}

    /** The node answers, and the contract has this version's code: else there would be no connection. */
    public static List<Finding> ofChain(ChainConnection connection, Instant now) {
        return List.of(
                Finding.ok("chain " + connection.contract().domain().chainId() + " answers at "
                        + connection.chain().endpointName() + ", block "
                        + connection.chain().headBlock()),
                Finding.ok("contract " + connection.contract().address() + " has the code of this version"),
                ofClock(connection.chain().headTime(), now));
    }

    static Finding ofClock(Instant head, Instant now) {
        Duration age = Duration.between(head, now);
        if (age.plus(CLOCK_MAY_BE_BEHIND).isNegative()) {
            return Finding.fail("this machine's clock is " + age.negated().toSeconds()
                    + " s behind the newest block; deadlines would be judged wrongly: set the clock");
        }
        if (age.compareTo(HEAD_MAY_BE_OLD) > 0) {
            return Finding.warn("the newest block is " + age.toSeconds()
                    + " s old; the node lags, the chain stands still, or this machine's clock is ahead");
        }
        return Finding.ok("the newest block is " + Math.max(0, age.toSeconds()) + " s old by this machine's clock");
    }

    /** @param kept what lies there and needs room, for example {@code answers are kept there} */
    public static Finding ofDisk(Path directory, String kept) {
        Path nearest = nearest(directory);
        try {
            long free = Files.getFileStore(nearest).getUsableSpace();
            String text = (free >> 20) + " MiB are free for " + directory;
            if (free < NO_DISK_BYTES) {
                return Finding.fail(text + "; the daemon stops when it cannot write there: make room");
            }
            return free < LITTLE_DISK_BYTES ? Finding.warn(text + "; " + kept + ": make room") : Finding.ok(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The directory itself, or that in which it would be made. */
    public static Path nearest(Path directory) {
        Path nearest = directory.toAbsolutePath();
        while (!Files.exists(nearest) && nearest.getParent() != null) {
            nearest = nearest.getParent();
        }
        return nearest;
    }

    /** What cannot be answered is a failure like any other. */
    public static Finding tried(Supplier<Finding> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            return Finding.fail(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        }
    }

    /** Prints one line each. @return the exit code: 1 if one of them failed */
    public static int print(List<Finding> findings, PrintWriter out) {
        findings.forEach(out::println);
        return findings.stream().anyMatch(Finding::failed) ? 1 : 0;
    }
}
