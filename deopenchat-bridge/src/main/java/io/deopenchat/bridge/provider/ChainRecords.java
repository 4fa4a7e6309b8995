package io.deopenchat.bridge.provider;

import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.ProviderRecord;
import io.deopenchat.signing.Address;
import java.util.List;
import java.util.Optional;

/** Reads the registry of the contract. */
public final class ChainRecords implements ProviderRecords {
    private final DeopenchatContract contract;

    public ChainRecords(DeopenchatContract contract) {
        this.contract = contract;
    }

    @Override
    public Optional<ProviderRecord> provider(Address provider) {
        return contract.provider(provider);
    }

    @Override
    public List<Listing> listings(Address provider) {
        return contract.listings(provider);
    }
}
