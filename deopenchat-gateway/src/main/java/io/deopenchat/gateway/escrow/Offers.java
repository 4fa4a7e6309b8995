package io.deopenchat.gateway.escrow;

import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.Operators;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What this provider offers at a time, by one look at the contract: what it announced holds when its time has come. */
public final class Offers {
    private final RegisteredProvider provider;
    private final Address receiptOperator;
    private final List<Listing> listings;
    private final List<Listing> listed;
    private final Map<Bytes32, Listing> byModel;
    private final Instant changesAt;

    public Offers(RegisteredProvider provider, Collection<Listing> listings, Instant now) {
        this.provider = provider;
        this.receiptOperator = provider.operators().forReceipts(now);
        this.listings = listings.stream().map(listing -> listing.at(now)).toList();
        this.listed = this.listings.stream()
                .filter(Listing::listed)
                .filter(listing -> listing.kind() == Listing.INFERENCE)
                .toList();
        this.byModel = listed.stream().collect(Collectors.toUnmodifiableMap(Listing::model, listing -> listing));
        this.changesAt = Stream.concat(
                        provider.operators().announced().map(Operators.TimedOperator::time).stream(),
                        listings.stream()
                                .flatMap(listing -> listing.announced().stream())
                                .map(Listing.Announcement::from))
                .filter(now::isBefore)
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }

    /** @throws IllegalStateException if {@code provider} is not registered */
    public static Offers read(DeopenchatContract contract, Address provider, Instant now) {
        RegisteredProvider registered = contract.registry()
                .provider(provider)
                .orElseThrow(() -> new IllegalStateException("provider " + provider
                        + " is not registered with contract " + contract.address() + "; run provider-register first"));
        return new Offers(registered, contract.registry().listings(provider), now);
    }

    /** @throws IllegalStateException unless the contract takes receipts that {@code operator} signs */
    public void requireOperator(Address operator) {
        if (!receiptOperator.equals(operator)) {
            throw new IllegalStateException("the contract takes receipts of provider " + provider.provider()
                    + " from operator " + receiptOperator + announced() + ", the given key is " + operator
                    + "; give the right --operator-sk-file");
        }
    }

    private String announced() {
        return provider.operators()
                .announced()
                .map(next -> " (from " + next.key() + " at " + next.time() + ")")
                .orElse("");
    }

    /** @throws IllegalStateException if nothing is offered */
    public void requireListing() {
        if (listed.isEmpty()) {
            throw new IllegalStateException("provider " + provider.provider()
                    + " lists no model; run provider-register for what the backend serves");
        }
    }

    /** The same look at the contract, at a later time. */
    public Offers at(Instant now) {
        return now.isBefore(changesAt) ? this : new Offers(provider, listings, now);
    }

    public RegisteredProvider provider() {
        return provider;
    }

    /** The key whose receipts the contract takes at this time. */
    public Address receiptOperator() {
        return receiptOperator;
    }

    /** Models in the order of listing; unlisted ones left out. */
    public List<Listing> listed() {
        return listed;
    }

    public Optional<Listing> listing(Bytes32 model) {
        return Optional.ofNullable(byModel.get(model));
    }
}
