package io.deopenchat.chain;

import io.deopenchat.money.Prices;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Bytes32;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model of a provider.
 *
 * @param model keccak-256 of the name
 * @param prices in force as of the look at the contract
 * @param capacity requests it serves at the same time
 * @param kind what is offered: 0 is inference
 * @param listed false while it is off the market
 * @param announcement null if nothing is announced, read it with {@link #announced()}
 */
public record Listing(
        String name,
        Bytes32 model,
        Prices prices,
        int capacity,
        int kind,
        boolean listed,
        @Nullable Announcement announcement) {
    public static final int INFERENCE = 0;

    private static final BigInteger TOKENS_PER_THOUSAND = BigInteger.valueOf(1_000);

    /** Prices that hold from a time on, at which the model is listed in any case. */
    public record Announcement(Prices prices, Instant from) {}

    /** What is announced for later. */
    public Optional<Announcement> announced() {
        return Optional.ofNullable(announcement);
    }

    /** The listing at a time: what was announced holds when its time has come, without another look at the contract. */
    public Listing at(Instant now) {
        return announcement == null || now.isBefore(announcement.from)
                ? this
                : new Listing(name, model, announcement.prices, capacity, kind, true, null);
    }

    /**
     * What the contract takes for thousands of tokens: {@code ceil(ktokens * price / 1000)} at the larger of both prices.
     *
     * @throws ArithmeticException if it does not fit {@code uint96}
     */
    public Wei costOfThousands(long ktokens) {
        BigInteger perMillion =
                prices.input().perMillion().max(prices.output().perMillion()).value();
        return new Wei(perMillion
                .multiply(BigInteger.valueOf(ktokens))
                .add(TOKENS_PER_THOUSAND.subtract(BigInteger.ONE))
                .divide(TOKENS_PER_THOUSAND));
    }
}
