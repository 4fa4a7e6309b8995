package io.deopenchat.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which of the standard streams is a terminal. */
final class Tty {
    static final int STDERR = 2;

    private Tty() {}

    /** Java tells it of input and output together only, Linux of each. */
    @SuppressWarnings("SystemConsoleNull") // it does where -Djdk.console=java.base chooses the console, as JDK 25 does
    static boolean is(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        if (Files.isSymbolicLink(link)) {
            return leadsToTerminal(link);
        }
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private static boolean leadsToTerminal(Path link) {
        try {
            String device = Files.readSymbolicLink(link).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }
}
