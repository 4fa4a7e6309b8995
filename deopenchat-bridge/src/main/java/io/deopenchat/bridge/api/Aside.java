package io.deopenchat.bridge.api;

import io.deopenchat.bridge.provider.LogHead;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;

/** Receives a second answer, which no application hears; its text is known when it has ended. */
record Aside(Context context) implements Receiver {

    @Override
    public void identify(RoundHead round) {}

    @Override
    public boolean isGone() {
        return false;
    }

    @Override
    public void whenGone(Runnable task) {}

    @Override
    public void fail(ProtocolError error) {}

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
}
