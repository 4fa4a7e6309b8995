package io.deopenchat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FilterWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final Duration AT_ONCE = Duration.ofNanos(1);
    private static final Duration LATER = Duration.ofHours(1);
    private static final int SECONDS_TO_WAIT = 60;

    private final CountDownLatch shown = new CountDownLatch(1);
    private final StringWriter text = new StringWriter();
    private final PrintWriter err = new PrintWriter(new Signalling(text));

    private final class Signalling extends FilterWriter {
        private Signalling(Writer writer) {
            super(writer);
        }

        @Override
        public void flush() {
            shown.countDown();
        }
    }

    private Progress progress(boolean inPlace) {
        return new Progress(
                "mining", new Progress.Style(inPlace, AT_ONCE, LATER), err, InstantSource.fixed(Instant.EPOCH));
    }

    private void awaitLine() throws InterruptedException {
        assertThat(shown.await(SECONDS_TO_WAIT, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void onATerminalTheLineIsRewrittenAndTakenAwayAtTheEnd() throws InterruptedException {
        try (Progress progress = progress(true)) {
            awaitLine();
            assertThat(text.toString()).isEqualTo("\r\u001b[Kmining, 0 s\r");
            progress.clear();
        }
        assertThat(text.toString()).isEqualTo("\r\u001b[Kmining, 0 s\r\r\u001b[K");
    }

    @Test
    void elsewhereItIsAPlainLine() throws InterruptedException {
        try (Progress progress = progress(false)) {
            awaitLine();
            progress.clear();
        }
        assertThat(text.toString()).isEqualTo("mining, 0 s" + System.lineSeparator());
    }

    @Test
    void aResultTakesTheLineAwayFirst() throws InterruptedException {
        StringWriter out = new StringWriter();
        try (Progress progress = progress(true)) {
            awaitLine();
            progress.clearing(new PrintWriter(out)).println("done");
            assertThat(text.toString()).endsWith("\r\u001b[K");
        }
        assertThat(out.toString()).isEqualTo("done" + System.lineSeparator());
    }

    @Test
    void whatIsQuickShowsNothing() {
        try (Progress progress =
                new Progress("mining", new Progress.Style(true, LATER, LATER), err, InstantSource.system())) {
            progress.clear();
        }
        assertThat(text.toString()).isEmpty();
    }
}
