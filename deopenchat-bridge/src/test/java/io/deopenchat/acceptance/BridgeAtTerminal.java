package io.deopenchat.acceptance;

import io.deopenchat.bridge.cli.BridgeCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A bridge's command as a process of its own, with a person in front of it: at a pseudo terminal, or with plain pipes. */
final class BridgeAtTerminal implements AutoCloseable {
    private static final Path SCRIPT = Path.of("/usr/bin/script");

    private final Process process;
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final Thread reader;
    private int read;

    private BridgeAtTerminal(List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().keySet().removeIf(name -> name.startsWith("DEOPENCHAT_"));
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reader = Thread.ofVirtual().start(this::reads);
    }

    /** Whether this machine can make a pseudo terminal: {@code script} of util-linux does. */
    static boolean isPossible() {
        return Files.isExecutable(SCRIPT);
    }

    static BridgeAtTerminal starts(Path home, String... arguments) {
        String line = command(home, arguments).stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        return new BridgeAtTerminal(List.of(SCRIPT.toString(), "-qec", "exec " + line, "/dev/null"));
    }

    static BridgeAtTerminal startsWithoutTerminal(Path home, String... arguments) {
        return new BridgeAtTerminal(command(home, arguments));
    }

    private static List<String> command(Path home, String... arguments) {
        return DaemonProcess.command(List.of("-Duser.home=" + home), BridgeCommand.class, List.of(arguments));
    }

    private void reads() {
        try (InputStream in = process.getInputStream()) {
            in.transferTo(screen);
        } catch (IOException gone) {
            // a process that was killed shows no more
        }
    }

    /** Waits for the question, and types a line. */
    BridgeAtTerminal answers(String question, String line) {
        shows(question);
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Waits until something is there that was not looked at before. */
    BridgeAtTerminal shows(String text) {
        read = Eventually.finds("'" + text + "' is on the screen", () -> {
            int found = screen().indexOf(text, read);
            if (found < 0 && !process.isAlive() && !reader.isAlive()) {
                throw new AssertionError("it ended without '" + text + "': " + screen());
            }
            return found < 0 ? Optional.empty() : Optional.of(found + text.length());
        });
        return this;
    }

    /** Everything up to now. */
    String screen() {
        return screen.toString(StandardCharsets.UTF_8);
    }

    /** The user presses Ctrl-D, or the pipe ends. */
    BridgeAtTerminal hearsNoMore() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    int ends() {
        Eventually.holds("it ends", () -> !process.isAlive() && !reader.isAlive());
        return process.exitValue();
    }

    /** SIGKILL, also to what a pseudo terminal started. */
    void isKilled() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.toHandle().destroy();
        process.onExit().join();
    }
}
