package io.deopenchat.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells on stderr that something takes longer than a second: on a terminal in one line that is rewritten in place and cleared
 * at the end, elsewhere in a plain line now and then. Never on stdout.
 */
public final class Progress implements AutoCloseable {
    private static final String CLEAR = "\r\u001b[K";

    private final String what;
    private final Style style;
    private final PrintWriter out;
    private final InstantSource clock;
    private final Instant begun;
    private final ReentrantLock lock = new ReentrantLock();
    private final Thread thread;

    /** Guarded by {@link #lock}. */
    private boolean shown;

    /**
     * How it looks.
     *
     * @param inPlace whether the line is rewritten
     */
    record Style(boolean inPlace, Duration first, Duration every) {
        static final Style TERMINAL = new Style(true, Duration.ofSeconds(1), Duration.ofSeconds(1));
        static final Style PLAIN = new Style(false, Duration.ofSeconds(15), Duration.ofMinutes(1));
    }

    Progress(String what, Style style, PrintWriter out, InstantSource clock) {
        this.what = what;
        this.style = style;
        this.out = out;
        this.clock = clock;
        this.begun = clock.instant();
        this.thread = Thread.ofVirtual().name("progress").start(this::tick);
    }

    /** @param what is going on, for example {@code waiting until the transaction is mined} */
    public static Progress of(String what, PrintWriter err) {
        return new Progress(what, Tty.is(Tty.STDERR) ? Style.TERMINAL : Style.PLAIN, err, InstantSource.system());
    }

    private void tick() {
        try {
            Thread.sleep(style.first());
            while (true) {
                show();
                Thread.sleep(style.every());
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void show() {
        String line = what + ", " + Duration.between(begun, clock.instant()).toSeconds() + " s";
        lock.lock();
        try {
            // the cursor goes back to the beginning, so that whatever else is written there replaces the line
            out.print(style.inPlace() ? CLEAR + line + "\r" : line + System.lineSeparator());
            out.flush();
            shown = true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the line away until it is due again. */
    public void clear() {
        lock.lock();
        try {
            if (shown && style.inPlace()) {
                out.print(CLEAR);
                out.flush();
            }
            shown = false;
        } finally {
            lock.unlock();
        }
    }

    /** The same writer, but whatever is written there does not stand behind the line. */
    PrintWriter clearing(PrintWriter writer) {
        return new PrintWriter(new Clearing(writer), true);
    }

    private final class Clearing extends FilterWriter {
        private Clearing(Writer writer) {
            super(writer);
        }

        @Override
        public void write(int character) throws IOException {
            clear();
            super.write(character);
        }

        @Override
        public void write(char[] characters, int from, int length) throws IOException {
            clear();
            super.write(characters, from, length);
        }

        @Override
        public void write(String text, int from, int length) throws IOException {
            clear();
            super.write(text, from, length);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(style.every());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        clear();
    }
}
