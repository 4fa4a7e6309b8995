package io.deopenchat.gateway.market;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Hash;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps small what races for orders cost. Of several providers that lock one order in one block, all but one pay gas for nothing.
 * A provider that lost waits a few blocks before the next ones, another number for each order and provider, and finds most
 * that others took without paying. What it may lose in all is bounded, too.
 */
final class Races {
    /** Blocks over which the attempts of providers are spread at most. */
    static final int MAX_SPREAD = 8;

    /** Lost races that may be paid for at once, beside one for each race that is won. */
    static final int ALLOWANCE = 32;

    /** So often one more is allowed, up to {@link #ALLOWANCE}. */
    static final Duration REFILL = Duration.ofMinutes(2);

    private final Address provider;
    private final Duration slot;
    private int spread;
    private int allowance = ALLOWANCE;
    private Instant refilled = Instant.MIN;

    /** @param slot about the time between two blocks, for chains that make none when nothing happens */
    Races(Address provider, Duration slot) {
        this.provider = provider;
        this.slot = slot;
    }

    boolean isTurn(Offered.Entry order, long head, Instant now) {
        int wait = spread == 0 ? 0 : Math.floorMod(rank(order.id()), spread + 1);
        return head >= order.sinceBlock() + wait || !now.isBefore(order.since().plus(slot.multipliedBy(wait)));
    }

    private int rank(long orderId) {
        String both = provider + " " + orderId;
        return Hash.keccak256(both.getBytes(StandardCharsets.UTF_8)).hashCode();
    }

    boolean mayLose(Instant now) {
        refill(now);
        return allowance > 0;
    }

    private void refill(Instant now) {
        if (refilled.equals(Instant.MIN) || allowance >= ALLOWANCE) {
            refilled = now;
        }
        while (allowance < ALLOWANCE && !refilled.plus(REFILL).isAfter(now)) {
            refilled = refilled.plus(REFILL);
            allowance++;
        }
    }

    void won() {
        spread = Math.max(0, spread - 1);
        allowance = Math.min(ALLOWANCE, allowance + 1);
    }

    void lost(Instant now) {
        refill(now);
        spread = Math.min(MAX_SPREAD, 2 * spread + 1);
        allowance = Math.max(0, allowance - 1);
    }
}
