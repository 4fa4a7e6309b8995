package io.deopenchat.gateway.market;

import java.time.Duration;
import java.time.Instant;

/**
 * Bounds the gas that brings nothing: of races that others won, and of orders that paid less than their gas. Each lock that is sent
 * takes one of so many; one comes back every minute, and that of each order which paid for its gas. When none is left nothing is
 * locked, so that it bounds as well how many orders that have paid nothing yet are locked at a time.
 */
final class Waste {
    static final int ALLOWANCE = 64;
    static final Duration REFILL = Duration.ofMinutes(1);

    private int allowance = ALLOWANCE;
    private Instant refilled = Instant.MIN;

    boolean mayWaste(Instant now) {
        refill(now);
        return allowance > 0;
    }

    /** What was taken for a lock was not lost. */
    void spared(Instant now) {
        refill(now);
        allowance = Math.min(ALLOWANCE, allowance + 1);
    }

    void spent(Instant now) {
        refill(now);
        allowance = Math.max(0, allowance - 1);
    }

    private void refill(Instant now) {
        if (allowance == ALLOWANCE) {
            refilled = now;
        }
        while (allowance < ALLOWANCE && !refilled.plus(REFILL).isAfter(now)) {
            refilled = refilled.plus(REFILL);
            allowance++;
        }
    }
}
