package io.deopenchat.acceptance.backend;

import io.deopenchat.http.Await;
import java.util.concurrent.atomic.AtomicInteger;

/** Where a language model stands still for a test: behind so many pieces, all answers counted together. */
final class Pause {
    private final int after;
    private final Gate gate;
    private final AtomicInteger pieces = new AtomicInteger();

    Pause(int after, Gate gate) {
        this.after = after;
        this.gate = gate;
    }

    static Pause never() {
        return new Pause(Integer.MAX_VALUE, Gate.closed());
    }

    /** Waits, bounded, on a thread of the model. */
    void afterAPiece() {
        if (pieces.incrementAndGet() == after) {
            Await.within(Tally.PATIENCE, gate.arrive(), "opening the gate");
        }
    }
}
