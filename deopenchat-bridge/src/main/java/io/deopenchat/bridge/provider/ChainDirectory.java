package io.deopenchat.bridge.provider;

import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Fee;
import io.deopenchat.chain.LifeSign;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.ProviderRecord;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.signing.Address;
import java.util.List;
import java.util.Optional;

/** Reads the registry of the contract. */
public final class ChainDirectory implements ProviderDirectory {
    private final DeopenchatContract contract;

    public ChainDirectory(DeopenchatContract contract) {
        this.contract = contract;
    }

    @Override
    public Optional<RegisteredProvider> provider(Address provider) {
        return contract.registry().provider(provider);
    }

    @Override
    public Optional<AccountState> account(Address provider, Address client) {
        return contract.escrow().account(provider, client);
    }

    @Override
    public ProviderRecord providerRecord(Address provider) {
        return contract.reputation().providerRecord(provider);
    }

    @Override
    public List<Listing> listings(Address provider) {
        return contract.registry().listings(provider);
    }

    @Override
    public LifeSign lifeSign(RegisteredProvider provider) {
        return contract.lifeSigns().newest(provider, LifeSign.STALE_AFTER);
    }

    @Override
    public Fee fee() {
        return contract.treasury().fee();
    }
}
