package io.deopenchat.chaos.simulation;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** One virtual time, and what happens in it: one thing after the other, in the order of its time and then of its making. */
final class Scheduler implements InstantSource {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private long now;
    private long made;

    private record Event(long at, long order, Runnable step) {}

    /** Milliseconds since the run began. */
    long now() {
        return now;
    }

    @Override
    public Instant instant() {
        return START.plusMillis(now);
    }

    static Instant instantAt(long millis) {
        return START.plusMillis(millis);
    }

    void after(long millis, Runnable step) {
        events.add(new Event(now + millis, made++, step));
    }

    /** @return whether it came to that before the time was over */
    boolean runUntil(BooleanSupplier end, long atMostMillis) {
        long last = now + atMostMillis;
        while (!end.getAsBoolean()) {
            Event next = events.peek();
            if (next == null || next.at() > last) {
                now = last;
                return false;
            }
            events.remove();
            now = next.at();
            next.step().run();
        }
        return true;
    }
}
