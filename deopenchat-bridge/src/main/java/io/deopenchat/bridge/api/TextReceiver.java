package io.deopenchat.bridge.api;

import io.deopenchat.bridge.provider.LogHead;
import io.deopenchat.http.SseFrame;
import io.deopenchat.http.SseFramer;
import io.deopenchat.openai.Dialect;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/** Takes the text out of a stream and tells it as it comes; nobody else hears it, and nobody leaves. */
final class TextReceiver implements Receiver {
    private static final int MAX_EVENT_BYTES = 1 << 20;

    private final Context context;
    private final Dialect dialect;
    private final Consumer<String> text;
    private SseFramer frames = new SseFramer(MAX_EVENT_BYTES);

    TextReceiver(Context context, Dialect dialect, Consumer<String> text) {
        this.context = context;
        this.dialect = dialect;
        this.text = text;
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public void identify(RoundHead round) {}

    @Override
    public boolean isGone() {
        return false;
    }

    @Override
    public void whenGone(Runnable task) {}

    @Override
    public boolean takes(String whole) {
        text.accept(whole);
        return true;
    }

    @Override
    public void fail(ProtocolError error) {
        text.accept(System.lineSeparator() + "[" + error.message() + "]");
    }

    @Override
    public void begin(LogHead head) {
        frames = new SseFramer(MAX_EVENT_BYTES);
    }

    @Override
    public void write(Buffer bytes) {
        for (SseFrame frame : frames.feed(bytes)) {
            if (frame.data() != null && !frame.isDone()) {
                dialect.event(frame.data()).ifPresent(event -> dialect.textsOfEvent(event, text));
            }
        }
    }

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
