package io.deopenchat.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** A program of a measurement: started, bound to a core, ended. */
final class Program implements AutoCloseable {
    private static final String READY = " listening on ";
    private static final Duration TO_START = Duration.ofSeconds(60);
    private static final Duration TO_END = Duration.ofSeconds(10);

    private final Process process;
    private final int port;

    private Program(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** One that says on which port it listens. */
    static Program thatTells(Core core, Path log, List<String> command) {
        Process process = start(core, log, command, Map.of());
        return new Program(process, awaited(process, log, () -> toldPort(log)));
    }

    /** One that is told its port. */
    static Program on(int port, Core core, Path log, List<String> command, Map<String, String> environment) {
        Process process = start(core, log, command, environment);
        return new Program(process, awaited(process, log, () -> accepting(port)));
    }

    private static Process start(Core core, Path log, List<String> command, Map<String, String> environment) {
        try {
            List<String> bound = new ArrayList<>(core.prefix());
            bound.addAll(command);
            File file = log.toFile();
            ProcessBuilder builder =
                    new ProcessBuilder(bound).redirectErrorStream(true).redirectOutput(file);
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int awaited(Process process, Path log, Supplier<Optional<Integer>> port) {
        long end = System.nanoTime() + TO_START.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            Optional<Integer> found = port.get();
            if (found.isPresent()) {
                return found.get();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        process.destroyForcibly();
        throw new CannotMeasure(
                "a program did not listen within " + TO_START.toSeconds() + " s; it said:\n" + Machine.read(log));
    }

    private static Optional<Integer> toldPort(Path log) {
        return Files.exists(log)
                ? Machine.read(log)
                        .lines()
                        .filter(line -> line.contains(READY))
                        .map(line -> Integer.parseInt(line.substring(line.indexOf(READY) + READY.length())))
                        .findFirst()
                : Optional.empty();
    }

    private static Optional<Integer> accepting(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return Optional.of(port);
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(TO_END.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
