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

    /** All that were raised since the last look; waits until there is one. */
    Set<E> await() throws InterruptedException {
        lock.lock();
        try {
            while (pending.isEmpty()) {
                raised.await();
            }
            return taken();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for one signal only, at most so long; the others stay for the next look. */
    Set<E> awaitOnly(E signal, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            while (!pending.contains(signal) && nanos > 0) {
                nanos = raised.awaitNanos(nanos);
            }
            return pending.remove(signal) ? EnumSet.of(signal) : Set.of();
        } finally {
            lock.unlock();
        }
    }

    private Set<E> taken() {
        Set<E> taken = EnumSet.copyOf(pending);
        pending.clear();
        return taken;
    }
}
