package io.deopenchat.bridge.market;

import static java.time.temporal.ChronoUnit.SECONDS;

import io.deopenchat.chain.Criteria;
import io.deopenchat.chain.OrderTerms;
import io.deopenchat.money.Prices;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ModelId;
import io.deopenchat.signing.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What is asked for, before it is posted.
 *
 * @param model its name
 * @param stake base units, the most that it may cost
 * @param timeToLock within which somebody has to lock it
 * @param providers who may; empty: any provider
 */
public record OrderDraft(
        String model, Wei stake, Prices maxPrices, Duration timeToLock, Criteria criteria, List<Address> providers) {
    public static final Duration DEFAULT_TIME_TO_LOCK = Duration.ofMinutes(5);

    /** Room for one long answer, its receipt and its claim. */
    static final Duration TIME_TO_SERVE = Duration.ofMinutes(20);

    /** Of the time to lock, so that another provider can still lock an order that was opened again. */
    static final int SILENCES = 5;

    static final Duration SHORTEST_TIME_TO_LOCK = Duration.ofSeconds(2);

    public OrderDraft {
        providers = List.copyOf(providers);
        if (stake.isZero()) {
            throw new IllegalArgumentException("--max-cost must be above 0: it is the stake of the order");
        }
        if (timeToLock.compareTo(SHORTEST_TIME_TO_LOCK) < 0) {
            throw new IllegalArgumentException("the time to lock an order must be at least "
                    + SHORTEST_TIME_TO_LOCK.toSeconds() + "s, got " + timeToLock);
        }
    }

    /**
     * As it is posted at this time.
     *
     * @param shortestSilence in which an answer to a challenge can be in a block
     */
    OrderTerms at(Instant now, Duration shortestSilence) {
        return new OrderTerms(
                ModelId.of(model),
                stake,
                maxPrices,
                now.truncatedTo(SECONDS).plus(timeToLock.truncatedTo(SECONDS)),
                TIME_TO_SERVE,
                maxSilence(shortestSilence),
                criteria,
                providers);
    }

    private Duration maxSilence(Duration shortestSilence) {
        Duration part = timeToLock.dividedBy(SILENCES);
        return (part.compareTo(shortestSilence) < 0 ? shortestSilence : part).truncatedTo(SECONDS);
    }
}
