package io.deopenchat.http;

import java.util.concurrent.atomic.AtomicBoolean;

/** A whole body, counted against the budget of its reader until it is closed. */
public final class HeldBody implements AutoCloseable {
    private final byte[] bytes;
    private final ByteBudget budget;
    private final AtomicBoolean closed = new AtomicBoolean();

    HeldBody(byte[] bytes, ByteBudget budget) {
        this.bytes = bytes;
        this.budget = budget;
    }

    public byte[] bytes() {
        return bytes;
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            budget.giveBack(bytes.length);
        }
    }
}
