package io.deopenchat.gateway.round;

import io.deopenchat.http.ByteBudget;

/** What one holder has of a budget until it is closed, once. As long as it is small it is not counted. */
public final class Holding implements AutoCloseable {
    private final ByteBudget budget;
    private final long uncounted;
    private final Runnable whenClosed;
    private long wanted;
    private long taken;
    private boolean closed;

    /** @param uncounted so few bytes are never too many */
    Holding(ByteBudget budget, long uncounted) {
        this(budget, uncounted, () -> {});
    }

    /** @param whenClosed runs once */
    Holding(ByteBudget budget, long uncounted, Runnable whenClosed) {
        this.budget = budget;
        this.uncounted = uncounted;
        this.whenClosed = whenClosed;
    }

    static Holding unbounded() {
        return new Holding(new ByteBudget(Long.MAX_VALUE), 0);
    }

    /** False, and nothing is taken, if there is no room for so many more, or this is closed. */
    synchronized boolean add(long bytes) {
        long missing = wanted + bytes <= uncounted ? 0 : wanted + bytes - taken;
        if (closed || !budget.take(missing)) {
            return false;
        }
        wanted += bytes;
        taken += missing;
        return true;
    }

    @Override
    public void close() {
        if (wasOpen()) {
            whenClosed.run();
        }
    }

    private synchronized boolean wasOpen() {
        if (closed) {
            return false;
        }
        closed = true;
        budget.giveBack(taken);
        return true;
    }
}
