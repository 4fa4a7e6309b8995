package io.deopenchat.chaos.processes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One life of a daemon: a process that is killed, stopped and continued from outside, as by an operator or a bad machine. */
final class Daemon implements AutoCloseable {
    private static final String READY = " listening on ";
    private static final int SECONDS_TO_START = 120;
    private static final int SECONDS_TO_END = 60;

    private final Process process;
    private final long startedAt = System.nanoTime();
    private final AtomicReference<@Nullable Duration> timeToReady = new AtomicReference<>();
    private final CompletableFuture<String> address = new CompletableFuture<>();

    /** @param log what it says on stderr is added there */
    Daemon(List<String> command, Map<String, String> environment, Path log) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::listen);
    }

    private void listen() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            out.lines().forEach(this::heard);
        } catch (IOException | UncheckedIOException gone) {
            // a process that was killed says no more
        } finally {
            address.complete("");
        }
    }

    private void heard(String line) {
        int ready = line.indexOf(READY);
        if (ready >= 0) {
            timeToReady.set(Duration.ofNanos(System.nanoTime() - startedAt));
            address.complete(line.substring(ready + READY.length()));
        }
    }

    /** Waits for the ready line; empty if it ended before. */
    Optional<String> ready() {
        return Optional.of(address.orTimeout(SECONDS_TO_START, TimeUnit.SECONDS).join())
                .filter(said -> !said.isEmpty());
    }

    /** Where it listens, if it said so yet. */
    Optional<String> address() {
        return Optional.of(address.getNow("")).filter(said -> !said.isEmpty());
    }

    /** How long it took to be ready, said once. */
    Optional<Duration> firstTimeToReady() {
        return Optional.ofNullable(timeToReady.getAndSet(null));
    }

    /** Its exit code, if it ends by itself in time. */
    Optional<Integer> ends(Duration atMost) throws InterruptedException {
        return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)
                ? Optional.of(process.exitValue())
                : Optional.empty();
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL: nothing is flushed, nothing is said. */
    void isKilled() {
        process.destroyForcibly().onExit().join();
    }

    /** SIGSTOP or SIGCONT; a process that is gone hears neither. */
    void gets(String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM; killed where it does not end in time, which the result says. */
    boolean endsInOrder() {
        process.toHandle().destroy();
        try {
            if (process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        isKilled();
        return false;
    }

    @Override
    public void close() {
        isKilled();
    }
}
