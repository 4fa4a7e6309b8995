package io.deopenchat.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Who runs where: what is measured has a core of its own, if there are two. */
enum Core {
    /** Backend and load. */
    LOAD(0),
    MEASURED(1);

    private static final boolean BINDS =
            Machine.cores() > 1 && Boolean.parseBoolean(System.getProperty("deopenchat.bench.bind", "true"));
    private final int number;

    Core(int number) {
        this.number = number;
    }

    /** Words before a command that bind it. */
    List<String> prefix() {
        return BINDS ? List.of("taskset", "-c", Integer.toString(number)) : List.of();
    }

    /** Binds all threads of a process that runs already. */
    void bind(long pid) {
        if (!BINDS) {
            return;
        }
        try {
            new ProcessBuilder("taskset", "-a", "-c", "-p", Integer.toString(number), Long.toString(pid))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
