package io.deopenchat.bridge.api;

import io.deopenchat.bridge.counterparty.LastRound;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How often one call is signed for the provider of an order. A connection that broke says nothing about the request: as long as
 * the provider may have answered it, no second one is signed. One prompt, one bill.
 */
final class Tries {
    /** Requests of which nobody knows whether they arrived; a provider that breaks more connections gets no other one. */
    static final int MAX_LOST = 4;

    private final Map<Address, Integer> lost = new HashMap<>();

    /**
     * What there is of an answer already.
     *
     * @param fetch asks the provider for its last round; costs nothing if that is known to be void
     */
    synchronized LastRound.Answer before(Address provider, Supplier<LastRound.Answer> fetch) {
        Integer count = lost.get(provider);
        if (count == null) {
            return new LastRound.Answer.None();
        }
        LastRound.Answer answer = fetch.get();
        return count >= MAX_LOST && answer instanceof LastRound.Answer.None ? new LastRound.Answer.Unknown() : answer;
    }

    /** @param mayHaveArrived whether the provider may have the request */
    synchronized void tried(Address provider, boolean mayHaveArrived) {
        lost.merge(provider, mayHaveArrived ? 1 : 0, Integer::sum);
    }

    /** Whether all that the provider may come to ask stays within the stake, one more request included. */
    static boolean covers(Wei stake, Wei committed, Wei ceiling) {
        return !committed.plusOrMax(ceiling).isAbove(stake);
    }
}
