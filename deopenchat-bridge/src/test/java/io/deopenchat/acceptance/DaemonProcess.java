package io.deopenchat.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A daemon as a process of its own, which can be killed. */
class DaemonProcess implements AutoCloseable {
    private static final String READY = " listening on ";
    private static final int SECONDS_TO_START = 60;

    private final Process process;
    private final CompletableFuture<String> address = new CompletableFuture<>();
    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final Thread errors;
    private volatile boolean doomed;

    /**
     * What is around a program.
     *
     * @param machine options of the virtual machine
     * @param environment beyond that of the tests
     * @param errors where its log goes; into a pipe, it goes on to that of the test
     */
    record Surroundings(List<String> machine, Map<String, String> environment, ProcessBuilder.Redirect errors) {
        static final Surroundings USUAL = new Surroundings(List.of(), Map.of(), ProcessBuilder.Redirect.PIPE);

        Surroundings on(String... machineOptions) {
            List<String> all = new ArrayList<>(machine);
            all.addAll(List.of(machineOptions));
            return new Surroundings(List.copyOf(all), environment, errors);
        }

        Surroundings knowing(Map<String, String> variables) {
            return new Surroundings(machine, variables, errors);
        }

        Surroundings loggingTo(Path file) {
            return new Surroundings(machine, environment, ProcessBuilder.Redirect.appendTo(file.toFile()));
        }
    }

    DaemonProcess(Surroundings surroundings, Class<?> program, List<String> arguments) {
        process = started(surroundings, command(surroundings.machine(), program, arguments));
        Thread.ofVirtual().start(this::listen);
        errors = Thread.ofVirtual().start(this::listenToErrors);
    }

    private static Process started(Surroundings surroundings, List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(surroundings.errors());
            builder.environment().putAll(surroundings.environment());
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How a program is started with the classes of this test. */
    static List<String> command(List<String> machine, Class<?> program, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // the class path of the tests has some jars twice, which Logback would tell
                "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(machine);
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                program.getName()));
        command.addAll(arguments);
        return command;
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

    /** What it logs goes on to the log of the test. */
    private void listenToErrors() {
        try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            err.lines().forEach(line -> {
                said.add(line);
                System.err.println(line);
            });
        } catch (IOException | UncheckedIOException gone) {
            // a process that was killed says no more
        }
    }

    private void heard(String line) {
        said.add(line);
        int ready = line.indexOf(READY);
        if (ready >= 0) {
            address.complete(line.substring(ready + READY.length()));
        } else if (line.startsWith(DoomedGateway.WAITS)) {
            doomed = true;
            process.destroyForcibly();
        }
    }

    /** Where it listens, when it does. */
    String address() {
        if (!isReady()) {
            throw new AssertionError("the daemon ended before it was ready");
        }
        return address.join();
    }

    /** Waits for the ready line; false if the process ended before. */
    boolean isReady() {
        return !address.orTimeout(SECONDS_TO_START, TimeUnit.SECONDS).join().isEmpty();
    }

    /** Waits for the end, and for the last of what it said. */
    int exitCode() throws InterruptedException {
        int code = process.onExit()
                .orTimeout(SECONDS_TO_START, TimeUnit.SECONDS)
                .join()
                .exitValue();
        errors.join();
        return code;
    }

    /** Every line on stdout so far, and on stderr unless that goes elsewhere. */
    List<String> said() {
        return List.copyOf(said);
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

    /** SIGSTOP: it says and does nothing until {@link #goesOn}. */
    void isStopped() {
        gets("STOP");
    }

    /** SIGCONT; one that is gone does not hear it. */
    void goesOn() {
        gets("CONT");
    }

    private void gets(String signal) {
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

    /** Ends it in order, and tells whether it came to that or was killed at a commit. */
    boolean endsInOrder() {
        close();
        return !doomed;
    }

    @Override
    public void close() {
        // that of the process itself would close what it says
        process.toHandle().destroy();
        process.onExit().join();
    }
}
