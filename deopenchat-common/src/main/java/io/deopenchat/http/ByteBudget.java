package io.deopenchat.http;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Bytes that everybody who shares it may hold at the same time. */
public final class ByteBudget {
    private final long limit;
    private final @Nullable ByteBudget whole;
    private final AtomicLong held = new AtomicLong();

    public ByteBudget(long limit) {
        this(limit, null);
    }

    private ByteBudget(long limit, @Nullable ByteBudget whole) {
        this.limit = limit;
        this.whole = whole;
    }

    /** For some of those who share this one: what they hold together is held of this one too, and at most {@code itsLimit}. */
    public ByteBudget part(long itsLimit) {
        return new ByteBudget(itsLimit, this);
    }

    /** A share of the largest heap that this process may have, and at least {@code least}. */
    public static ByteBudget ofHeap(int divisor, long least) {
        return new ByteBudget(Math.max(Runtime.getRuntime().maxMemory() / divisor, least));
    }

    /** Bytes that are held now. */
    public long held() {
        return held.get();
    }

    /** False, and nothing is taken, if that would be too much. */
    public boolean take(long bytes) {
        if (held.addAndGet(bytes) <= limit && (whole == null || whole.take(bytes))) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    public void giveBack(long bytes) {
        held.addAndGet(-bytes);
        if (whole != null) {
            whole.giveBack(bytes);
        }
    }
}
