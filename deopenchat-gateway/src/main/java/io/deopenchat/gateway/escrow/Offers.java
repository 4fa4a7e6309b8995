package io.deopenchat.gateway.escrow;

import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.ProviderRecord;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What this provider offers on chain, as of one look at the contract.
 *
 * @param listed models in the order of listing; unlisted ones left out
 */
public record Offers(ProviderRecord provider, List<Listing> listed, Map<Bytes32, Listing> byModel) {

    /** @throws IllegalStateException if {@code provider} is not registered */
    public static Offers read(DeopenchatContract contract, Address provider) {
        ProviderRecord record = contract.provider(provider)
                .orElseThrow(() -> new IllegalStateException("provider " + provider
                        + " is not registered with contract " + contract.address() + "; run provider-register first"));
        List<Listing> listed = contract.listings(provider).stream()
                .filter(Listing::listed)
                .filter(listing -> listing.kind() == Listing.INFERENCE)
                .toList();
        return new Offers(
                record, listed, listed.stream().collect(Collectors.toUnmodifiableMap(Listing::model, model -> model)));
    }

    public Optional<Listing> listing(Bytes32 model) {
        return Optional.ofNullable(byModel.get(model));
    }
}
