package io.deopenchat.chain;

import static java.time.temporal.ChronoUnit.SECONDS;

import io.deopenchat.money.Prices;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a client asks the open market for. The contract stores the hash only: whoever acts on the order hands the terms in
 * again, as {@link OrderEvent.OrderPosted} told them.
 *
 * @param model keccak-256 of the model's name
 * @param stake base units, the most that it may cost
 * @param maxPrices the most that the provider may charge when it locks the order
 * @param lockUntil when nobody has locked it by then, the stake returns; whole seconds, at most 30 days ahead
 * @param timeToServe after the lock, whole seconds up to 30 days; then a withdrawal of what is left begins by itself
 * @param maxSilence how long a provider may stay silent when it is asked whether it serves, whole seconds up to the time to serve
 * @param providers who may lock it; empty: any provider
 */
public record OrderTerms(
        Bytes32 model,
        Wei stake,
        Prices maxPrices,
        Instant lockUntil,
        Duration timeToServe,
        Duration maxSilence,
        Criteria criteria,
        List<Address> providers) {

    public OrderTerms {
        providers = List.copyOf(providers);
    }

    /**
     * For terms to be sent. What others posted is read as it is, and the contract refuses what depends on the time.
     *
     * @throws IllegalArgumentException if the terms cannot be what anybody wants, or would be sent as others
     */
    void requireSensible() {
        if (stake.isZero()) {
            throw new IllegalArgumentException("the stake of an order is zero base units; stake what it may cost");
        }
        requireWholeSeconds("the time until which an order can be locked", lockUntil, lockUntil.truncatedTo(SECONDS));
        requireWholeSeconds("the time to serve", timeToServe, timeToServe.truncatedTo(SECONDS));
        requireWholeSeconds("the time to stay silent", maxSilence, maxSilence.truncatedTo(SECONDS));
        requirePositive("the time to serve", timeToServe);
        requirePositive("the time to stay silent", maxSilence);
        criteria.requireSensible();
    }

    private static void requireWholeSeconds(String what, Object time, Object truncated) {
        if (!time.equals(truncated)) {
            throw new IllegalArgumentException(what + " must be whole seconds, it is " + time);
        }
    }

    private static void requirePositive(String what, Duration time) {
        if (!time.isPositive()) {
            throw new IllegalArgumentException(what + " must be at least one second, it is " + time);
        }
    }
}
