package io.deopenchat.storage;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process that writes notes and says so of each one that is durable, until it is killed or its standard input ends; for
 * tests of what a second process may do, and of what is left when the first one is killed.
 */
final class NoteWriter {
    static final String READY = "ready";

    private NoteWriter() {}

    static Process start(Path directory) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NoteWriter.class.getName(),
                        directory.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Reads lines until one of them begins with {@code prefix}. */
    static @Nullable String nextLine(Process process, String prefix) throws IOException {
        String line = process.inputReader().readLine();
        while (line != null && !line.startsWith(prefix)) {
            line = process.inputReader().readLine();
        }
        return line;
    }

    public static void main(String... arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (Notes notes = Notes.open(Path.of(arguments[0]))) {
            out.println(READY);
            for (int next = 1; System.in.available() == 0; next++) {
                notes.write("note " + next);
                out.println("written " + next);
            }
        }
    }
}
