package io.deopenchat.bridge.api;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rounds whose applications ran out of patience before their first byte, and will ask again in a moment. Whoever takes one
 * out of here decides about it: a retry that joins it, or the end of its time. The one lock guards the set alone.
 */
final class HeldRounds implements AutoCloseable {
    /** Each may keep {@link Seat#MAX_HELD_BYTES}; what is more is cancelled at once. */
    static final int MAX_HELD = 64;

    private final Set<Seat> held = new LinkedHashSet<>();
    private boolean isClosed;

    /** False if there is no room. */
    synchronized boolean hold(Seat seat) {
        return !isClosed && held.size() < MAX_HELD && held.add(seat);
    }

    /** False if somebody else took it. */
    synchronized boolean release(Seat seat) {
        return held.remove(seat);
    }

    synchronized int size() {
        return held.size();
    }

    /** Lets {@code retry} have the answer of the oldest round of the same call; false if there is none. */
    boolean join(AskedCall call, AppAnswer retry) {
        Optional<Seat> seat = take(call);
        seat.ifPresent(found -> found.join(retry));
        return seat.isPresent();
    }

    private synchronized Optional<Seat> take(AskedCall call) {
        for (Iterator<Seat> seats = held.iterator(); seats.hasNext(); ) {
            Seat seat = seats.next();
            if (seat.call().equals(call)) {
                seats.remove();
                return Optional.of(seat);
            }
        }
        return Optional.empty();
    }

    /** Nobody can ask again. */
    @Override
    public void close() {
        takeAll().forEach(Seat::giveUp);
    }

    private synchronized List<Seat> takeAll() {
        isClosed = true;
        List<Seat> all = List.copyOf(held);
        held.clear();
        return all;
    }
}
