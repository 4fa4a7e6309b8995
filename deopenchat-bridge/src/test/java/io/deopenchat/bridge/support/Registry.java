package io.deopenchat.bridge.support;

import io.deopenchat.bridge.provider.ProviderRecords;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.ProviderRecord;
import io.deopenchat.money.Prices;
import io.deopenchat.protocol.ModelId;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a chain would say, without one. */
public final class Registry implements ProviderRecords {
    private volatile String endpoint;
    private volatile Prices prices = Parties.PRICES;
    private volatile Address operator = Parties.OPERATOR.address();

    public Registry(String endpoint) {
        this.endpoint = endpoint;
    }

    public void endpoint(String newEndpoint) {
        endpoint = newEndpoint;
    }

    public void prices(Prices newPrices) {
        prices = newPrices;
    }

    public void operator(Address newOperator) {
        operator = newOperator;
    }

    @Override
    public Optional<ProviderRecord> provider(Address provider) {
        return provider.equals(Parties.PROVIDER)
                ? Optional.of(new ProviderRecord(
                        provider, operator, Bytes32.ZERO, endpoint, "", Instant.ofEpochSecond(1_700_000_000), 1))
                : Optional.empty();
    }

    @Override
    public List<Listing> listings(Address provider) {
        return List.of(new Listing(Parties.MODEL, ModelId.of(Parties.MODEL), prices, 64, Listing.INFERENCE, true));
    }
}
