package io.deopenchat.bridge.support;

import io.deopenchat.bridge.provider.ProviderDirectory;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.Operators;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.money.Prices;
import io.deopenchat.protocol.ModelId;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a chain would say, without one. */
public final class Registry implements ProviderDirectory {
    private volatile String endpoint;
    private volatile Prices prices = Parties.PRICES;
    private volatile Listing.@Nullable Announcement announcement;
    private volatile Operators operators = Operators.only(Parties.OPERATOR.address());

    public Registry(String endpoint) {
        this.endpoint = endpoint;
    }

    public void endpoint(String newEndpoint) {
        endpoint = newEndpoint;
    }

    public void prices(Prices newPrices) {
        prices = newPrices;
    }

    public void announces(Prices later, Instant from) {
        announcement = new Listing.Announcement(later, from);
    }

    public void operators(Operators newOperators) {
        operators = newOperators;
    }

    @Override
    public Optional<RegisteredProvider> provider(Address provider) {
        Instant registered = Instant.ofEpochSecond(1_700_000_000);
        return provider.equals(Parties.PROVIDER)
                ? Optional.of(new RegisteredProvider(
                        provider, operators, Bytes32.ZERO, endpoint, "", registered, registered, 1))
                : Optional.empty();
    }

    @Override
    public List<Listing> listings(Address provider) {
        return List.of(new Listing(
                Parties.MODEL, ModelId.of(Parties.MODEL), prices, 64, Listing.INFERENCE, true, announcement));
    }
}
