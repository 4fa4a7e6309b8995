package io.deopenchat.bridge.api;

import io.deopenchat.bridge.provider.LogHead;
import io.deopenchat.bridge.provider.LogSink;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/** Notes when the first bytes of an answer pass by, and whether its application has heard anything, also before it left. */
final class TimedSink implements LogSink {
    private final LogSink sink;
    private final long startedAt = System.nanoTime();
    private volatile long firstByteAt;
    private volatile boolean begun;
    private volatile boolean heard;

    TimedSink(LogSink sink) {
        this.sink = sink;
    }

    Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    /** From the start to the first byte; all of the time until now if there was none. */
    Duration firstByte() {
        return begun ? Duration.ofNanos(firstByteAt - startedAt) : sinceStart();
    }

    /** Whether anything has reached the application; the head of an answer leaves with its first byte. */
    boolean isHeard() {
        return heard;
    }

    @Override
    public void begin(LogHead head) {
        sink.begin(head);
    }

    @Override
    public void write(Buffer bytes) {
        heard = true;
        if (!begun && !isComment(bytes)) {
            firstByteAt = System.nanoTime();
            begun = true;
        }
        sink.write(bytes);
    }

    /** A gateway sends those to keep a silent stream open. */
    private static boolean isComment(Buffer bytes) {
        return bytes.length() > 0 && bytes.getByte(0) == ':';
    }

    @Override
    public int waiting() {
        return sink.waiting();
    }

    @Override
    public boolean isFull() {
        return sink.isFull();
    }

    @Override
    public void whenDrained(Runnable resume) {
        sink.whenDrained(resume);
    }

    @Override
    public void end() {
        sink.end();
    }
}
