package io.deopenchat.gateway.market;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Hash;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps providers who want the same orders apart. Of several that lock one order in one block, all but one pay gas for nothing. A
 * provider that lost waits a few blocks before it goes for the next ones, another number for each order and provider, and
 * finds most that others took without paying. One that never loses never waits.
 */
final class Races {
    /** Blocks over which the attempts of providers are spread at most. */
    static final int MAX_SPREAD = 8;

    private final Address provider;
    private final Duration slot;
    private int spread;

    /** @param slot about the time between two blocks, for chains that make none when nothing happens */
    Races(Address provider, Duration slot) {
        this.provider = provider;
        this.slot = slot;
    }

    boolean isTurn(Offered.Entry order, long head, Instant now) {
        int wait = Math.floorMod(rank(order.id()), spread + 1);
        return head >= order.sinceBlock() + wait || !now.isBefore(order.since().plus(slot.multipliedBy(wait)));
    }

    private int rank(long orderId) {
        return Hash.keccak256(provider + " " + orderId).hashCode();
    }

    void won() {
        spread = Math.max(0, spread - 1);
    }

    void lost() {
        spread = Math.min(MAX_SPREAD, 2 * spread + 1);
    }
}
