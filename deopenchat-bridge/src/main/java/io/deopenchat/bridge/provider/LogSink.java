package io.deopenchat.bridge.provider;

import io.vertx.core.buffer.Buffer;

/** Who receives the byte log of a round while it arrives. Called on one event loop only. */
public interface LogSink {

    /** The gateway has accepted the round and begins to answer. */
    void begin(LogHead head);

    void write(Buffer bytes);

    /** Bytes that were written and that nobody has taken yet: they are in memory. */
    int waiting();

    /** Whether the receiver is behind; then nothing is read from the gateway until it has caught up. */
    boolean isFull();

    void whenDrained(Runnable resume);

    /** The log is complete. */
    void end();

    /** Receives nothing, for a log that is fetched only to be checked. */
    LogSink NOBODY = new LogSink() {
        @Override
        public void begin(LogHead head) {}

        @Override
        public void write(Buffer bytes) {}

        @Override
        public int waiting() {
            return 0;
        }

        @Override
        public boolean isFull() {
            return false;
        }

        @Override
        public void whenDrained(Runnable resume) {}

        @Override
        public void end() {}
    };
}
