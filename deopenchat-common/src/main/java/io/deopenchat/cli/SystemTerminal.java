package io.deopenchat.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The terminal that the program was started from; it talks on stderr, because stdout belongs to results. */
public final class SystemTerminal implements Terminal {
    private static final int STDIN = 0;

    private final BufferedReader in;
    private final PrintWriter out;

    /** @param out where questions are printed */
    public SystemTerminal(PrintWriter out) {
        this.in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        this.out = out;
    }

    @Override
    public boolean isInteractive() {
        return Tty.is(STDIN);
    }

    @Override
    public void say(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public Optional<String> ask(String question) {
        out.print(question);
        out.flush();
        try {
            return Optional.ofNullable(in.readLine()).map(String::strip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Progress progress(String what) {
        return Progress.of(what, out);
    }
}
