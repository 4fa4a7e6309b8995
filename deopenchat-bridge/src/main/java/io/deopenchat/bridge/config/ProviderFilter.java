package io.deopenchat.bridge.config;

import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.signing.Address;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From whom the user is willing to buy.
 *
 * @param allowed nobody else; empty for everybody that was bought from before
 * @param refused never, whatever else holds
 * @param maxInputPrice dearest input that is bought; null for any
 * @param maxOutputPrice dearest output that is bought; null for any
 * @param record what the chain must know of it
 */
public record ProviderFilter(
        Set<Address> allowed,
        Set<Address> refused,
        @Nullable TokenPrice maxInputPrice,
        @Nullable TokenPrice maxOutputPrice,
        RecordFilter record) {
    public static final ProviderFilter EVERYBODY = new ProviderFilter(Set.of(), Set.of(), null, null);

    public ProviderFilter {
        allowed = Set.copyOf(allowed);
        refused = Set.copyOf(refused);
    }

    /** Whatever the record. */
    public ProviderFilter(
            Set<Address> allowed,
            Set<Address> refused,
            @Nullable TokenPrice maxInputPrice,
            @Nullable TokenPrice maxOutputPrice) {
        this(allowed, refused, maxInputPrice, maxOutputPrice, RecordFilter.ANY);
    }

    /** The same, whatever the record. */
    ProviderFilter withoutRecord() {
        return new ProviderFilter(allowed, refused, maxInputPrice, maxOutputPrice);
    }

    /** Why the user does not buy from it; empty if nothing stands against it. */
    public Optional<String> objectionTo(Address provider) {
        if (refused.contains(provider)) {
            return Optional.of("it is refused with --refuse-provider");
        }
        return admits(provider) ? Optional.empty() : Optional.of("it is none of those named with --allow-provider");
    }

    /** Why the user does not pay them; empty if nothing stands against it. */
    public Optional<String> objectionTo(Prices prices) {
        return above("--max-input-price", prices.input(), maxInputPrice)
                .or(() -> above("--max-output-price", prices.output(), maxOutputPrice));
    }

    private static Optional<String> above(String option, TokenPrice price, @Nullable TokenPrice maximum) {
        return isWithin(price, maximum)
                ? Optional.empty()
                : Optional.of("it asks " + price.perMillion() + " base units for a million tokens, " + option + " is "
                        + Objects.requireNonNull(maximum).perMillion());
    }

    public boolean admits(Address provider) {
        return !refused.contains(provider) && (allowed.isEmpty() || allowed.contains(provider));
    }

    public boolean admits(Prices prices) {
        return isWithin(prices.input(), maxInputPrice) && isWithin(prices.output(), maxOutputPrice);
    }

    private static boolean isWithin(TokenPrice price, @Nullable TokenPrice maximum) {
        return maximum == null || price.compareTo(maximum) <= 0;
    }
}
