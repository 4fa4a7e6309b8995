package io.deopenchat.http;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at files now and then, and tells when one of them has another time, came, or went. Never on an event loop. */
public final class FileWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
    public static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final List<Path> files;
    private final Runnable onChange;
    private final long timer;
    private List<Optional<FileTime>> seen;

    /** @param onChange one call at a time; what it throws is logged and ends nothing */
    public FileWatch(Vertx vertx, List<Path> files, Duration interval, Runnable onChange) {
        this.vertx = vertx;
        this.files = List.copyOf(files);
        this.onChange = onChange;
        this.seen = changedAt();
        this.timer = vertx.setPeriodic(
                interval.toMillis(),
                tick -> vertx.executeBlocking(() -> {
                    look();
                    return null;
                }));
    }

    private synchronized void look() {
        List<Optional<FileTime>> now = changedAt();
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        try {
            onChange.run();
        } catch (RuntimeException wrong) {
            LOG.warn("{} changed and everything stays as it was: {}", files, wrong.getMessage());
        }
    }

    private List<Optional<FileTime>> changedAt() {
        return files.stream().map(FileWatch::changedAt).toList();
    }

    private static Optional<FileTime> changedAt(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
