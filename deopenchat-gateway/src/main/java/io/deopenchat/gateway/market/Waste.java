package io.deopenchat.gateway.market;

import java.time.Duration;
import java.time.Instant;

/**
 * Bounds the gas that brings nothing: of races that others won, and of orders whose clients asked for nothing. So many at once,
 * one more every minute, and one for each order that paid; beyond that nothing is locked.
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

    void paid(Instant now) {
        refill(now);
        allowance = Math.min(ALLOWANCE, allowance + 1);
    }

    void wasted(Instant now) {
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
