package io.deopenchat.gateway.market;

import io.deopenchat.chain.Order;
import io.deopenchat.gateway.account.OwnOrder;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One own order as it is known now: what is on disk of it, and what the contract said last. For one thread. */
final class Held {
    static final Duration MAX_AGE = Duration.ofMinutes(1);

    private OwnOrder order;
    private @Nullable Order seen;
    private boolean stale = true;
    private Instant readAt = Instant.EPOCH;
    private long changedAtBlock;
    private Instant nextTry = Instant.MIN;

    Held(OwnOrder order, long head) {
        this.order = order;
        this.changedAtBlock = head;
    }

    OwnOrder order() {
        return order;
    }

    /** Null until it was read for the first time. */
    @Nullable
    Order seen() {
        return seen;
    }

    void seen(Order order, Instant now) {
        seen = order;
        stale = false;
        readAt = now;
    }

    /** @return whether that is news */
    boolean becomes(OwnOrder next, long head) {
        boolean news = !next.equals(order);
        if (news) {
            order = next;
            changedAtBlock = head;
        }
        return news;
    }

    /** Something happened to it, or it was read long ago: an event that a node does not tell loses no order. */
    boolean isStale(Instant now) {
        return stale || !now.isBefore(readAt.plus(MAX_AGE));
    }

    /** Something happened to it. */
    void changed() {
        stale = true;
    }

    /** Whether what it came from can still be replaced by other blocks. */
    boolean isYoung(long head, int depth) {
        return head < changedAtBlock + depth;
    }

    boolean mayTry(Instant now) {
        return !now.isBefore(nextTry);
    }

    void tryAgainAt(Instant then) {
        nextTry = then;
    }
}
