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

    static final Duration SHORTEST_SILENCE = Duration.ofSeconds(2);

    public OrderDraft {
        providers = List.copyOf(providers);
        if (stake.isZero()) {
            throw new IllegalArgumentException("--max-cost must be above 0: it is the stake of the order");
        }
        if (timeToLock.compareTo(SHORTEST_SILENCE) < 0) {
            throw new IllegalArgumentException("--timeout must be at least " + SHORTEST_SILENCE.toSeconds() + "s");
        }
    }

    /** As it is posted at this time. */
    OrderTerms at(Instant now) {
        return new OrderTerms(
                ModelId.of(model),
                stake,
                maxPrices,
                now.truncatedTo(SECONDS).plus(timeToLock.truncatedTo(SECONDS)),
                TIME_TO_SERVE,
                maxSilence(),
                criteria,
                providers);
    }

    private Duration maxSilence() {
        Duration part = timeToLock.dividedBy(SILENCES).truncatedTo(SECONDS);
        return part.compareTo(SHORTEST_SILENCE) < 0 ? SHORTEST_SILENCE : part;
    }
}
