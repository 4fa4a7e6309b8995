package io.deopenchat.gateway.claim;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Reasons to look up, each remembered once until somebody looked: none is lost, and none piles up. */
final class Signals<E extends Enum<E>> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition raised = lock.newCondition();
    private final EnumSet<E> pending;

    Signals(Class<E> type) {
        this.pending = EnumSet.noneOf(type);
    }

    void raise(E signal) {
        lock.lock();
        try {
            pending.add(signal);
            raised.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** All that were raised since the last look; waits for one, at most so long. */
    Set<E> await(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            while (pending.isEmpty() && nanos > 0) {
                nanos = raised.awaitNanos(nanos);
            }
            return taken();
        } finally {
            lock.unlock();
        }
    }

    private Set<E> taken() {
        Set<E> taken = pending.clone();
        pending.clear();
        return taken;
    }
}
