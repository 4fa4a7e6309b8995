package io.deopenchat.gateway.round;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A reader without a socket: takes chunks until it is told to take no more, and remembers what it got. */
final class TestReader implements RoundReader {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final LiveRound round;
    private final Buffer received = Buffer.buffer();
    private int taken;
    private int takesAtMost = Integer.MAX_VALUE;
    private @Nullable RoundEnd end;
    private int ends;

    TestReader(LiveRound round) {
        this.round = round;
    }

    /** Its socket is full after so many chunks. */
    TestReader takingAtMost(int chunks) {
        takesAtMost = chunks;
        return this;
    }

    /** Its socket has room again. */
    void takesEverything() {
        round.run(() -> {
            takesAtMost = Integer.MAX_VALUE;
            grew();
            round.caughtUp();
        });
    }

    @Override
    public synchronized void grew() {
        while (taken < round.chunks() && taken < takesAtMost) {
            received.appendBuffer(round.chunk(taken));
            taken++;
        }
        notifyAll();
    }

    @Override
    public synchronized void ended(RoundEnd how) {
        grew();
        end = how;
        ends++;
        notifyAll();
    }

    @Override
    public synchronized boolean keepsUp() {
        return taken < takesAtMost;
    }

    @Override
    public synchronized int acceptedChunks() {
        return taken;
    }

    synchronized String received() {
        return received.toString();
    }

    synchronized int timesEnded() {
        return ends;
    }

    void awaitText(String text) {
        await(reader -> reader.received.toString().contains(text), "'" + text + "'");
    }

    RoundEnd awaitEnd() {
        await(reader -> reader.end != null, "the end");
        synchronized (this) {
            if (end == null) {
                throw new IllegalStateException("no end");
            }
            return end;
        }
    }

    private synchronized void await(Predicate<TestReader> condition, String what) {
        long deadline = System.nanoTime() + SOON.toNanos();
        try {
            while (!condition.test(this)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new IllegalStateException(
                            "waited for " + what + ", got so far: " + received, new TimeoutException());
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
