package io.deopenchat.chain;

import io.deopenchat.chain.wrapper.Deopenchat;
import io.deopenchat.money.Prices;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who serves which models, at which prices. */
public final class Registry {
    private static final int SHOWN_NAME_LENGTH = 128;

    private final Functions functions;

    Registry(Functions functions) {
        this.functions = functions;
    }

    public ContractCall registerProvider(ProviderDetails details) {
        return functions.call(contract -> contract.registerProvider(written(details)), "registration of a provider");
    }

    /** Replaces all details of the sender, at once but for a new operator's receipts, which hold after a notice. */
    public ContractCall updateProvider(ProviderDetails details) {
        return functions.call(contract -> contract.updateProvider(written(details)), "update of a provider");
    }

    /** Tells that the sender is alive. */
    public ContractCall heartbeat() {
        return functions.call(Deopenchat::heartbeat, "heartbeat");
    }

    /**
     * Lists a model of the sender, or replaces the listing. The first listing and prices that fall hold at once; if one
     * rises, or the model had been unlisted, what is asked for holds after the notice of one withdrawal delay.
     *
     * @param name 1 to 128 printable ASCII characters
     * @param capacity requests served at the same time, at least 1
     */
    public ContractCall listModel(String name, int kind, int capacity, Prices prices) {
        return functions.call(
                contract -> contract.listModel(
                        name, BigInteger.valueOf(kind), BigInteger.valueOf(capacity), Abi.prices(prices)),
                "listing of model " + Foreign.text(name, SHOWN_NAME_LENGTH));
    }

    /** Takes a model of the sender off the market at once, and what was announced for it with it. */
    public ContractCall unlistModel(Bytes32 model) {
        return functions.call(contract -> contract.unlistModel(model.toArray()), "unlisting of model " + model);
    }

    /** Empty if the wallet never registered. */
    public Optional<RegisteredProvider> provider(Address provider) {
        Deopenchat.ProviderView view =
                functions.ask(contract -> contract.provider(provider.toString()), Deopenchat.ProviderView.class);
        return view.registeredAt.signum() == 0 ? Optional.empty() : Optional.of(read(view));
    }

    /** Number of providers that ever registered. */
    public long providerCount() {
        return functions.askNumber(Deopenchat::providerCount);
    }

    /** All providers in the order of registration. */
    public List<RegisteredProvider> providers() {
        return functions.askPages(Deopenchat::providers, Deopenchat.ProviderView.class, Registry::read);
    }

    /** Empty if the provider never listed the model; an unlisted one is there with {@code listed} false. */
    public Optional<Listing> listing(Address provider, Bytes32 model) {
        Deopenchat.ListingView view = functions.ask(
                contract -> contract.listing(provider.toString(), model.toArray()), Deopenchat.ListingView.class);
        return view.name.isEmpty() ? Optional.empty() : Optional.of(read(view));
    }

    /** Number of models that the provider ever listed. */
    public long listingCount(Address provider) {
        return functions.askNumber(contract -> contract.listingCount(provider.toString()));
    }

    /** All listings of a provider in the order of listing, unlisted ones included. */
    public List<Listing> listings(Address provider) {
        return functions.askPages(
                (contract, offset, limit) -> contract.listings(provider.toString(), offset, limit),
                Deopenchat.ListingView.class,
                Registry::read);
    }

    private static Deopenchat.ProviderDetails written(ProviderDetails details) {
        return new Deopenchat.ProviderDetails(
                details.endpoint(),
                details.operator().toString(),
                details.encryptionKey().toArray(),
                details.metadataUri());
    }

    private static RegisteredProvider read(Deopenchat.ProviderView view) {
        return new RegisteredProvider(
                Abi.address(view.provider),
                new Operators(
                        Abi.address(view.operator),
                        Abi.address(view.releaseOperator),
                        timed(view.nextOperator, view.nextOperatorFrom),
                        timed(view.previousOperator, view.previousOperatorUntil)),
                Abi.bytes32(view.encryptionKey),
                view.endpoint,
                view.metadataUri,
                Abi.time(view.registeredAt),
                Abi.time(view.heartbeatAt),
                Abi.number(view.listingCount));
    }

    private static Operators.@Nullable TimedOperator timed(String key, BigInteger time) {
        return time.signum() == 0 ? null : new Operators.TimedOperator(Abi.address(key), Abi.time(time));
    }

    private static Listing read(Deopenchat.ListingView view) {
        return listing(
                view.name,
                view.model,
                view.prices,
                view.capacity,
                view.kind,
                view.listed,
                view.nextPrices,
                view.nextFrom);
    }

    /** From the members of a view or an event. */
    static Listing listing(
            String name,
            byte[] model,
            Deopenchat.Prices prices,
            BigInteger capacity,
            BigInteger kind,
            boolean listed,
            Deopenchat.Prices nextPrices,
            BigInteger nextFrom) {
        return new Listing(
                name,
                Abi.bytes32(model),
                Abi.prices(prices),
                Abi.count(capacity),
                Abi.count(kind),
                listed,
                nextFrom.signum() == 0 ? null : new Listing.Announcement(Abi.prices(nextPrices), Abi.time(nextFrom)));
    }
}
