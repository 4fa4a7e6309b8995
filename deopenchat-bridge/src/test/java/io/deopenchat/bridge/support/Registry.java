package io.deopenchat.bridge.support;

import io.deopenchat.bridge.provider.ProviderDirectory;
import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.Fee;
import io.deopenchat.chain.LifeSign;
import io.deopenchat.chain.LifeSigns;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.Operators;
import io.deopenchat.chain.ProviderRecord;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.money.Prices;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ModelId;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.TestKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What a chain would say, without one. */
public final class Registry implements ProviderDirectory {
    /** Of one who was never paid. */
    public static final ProviderRecord NO_RECORD =
            new ProviderRecord(Wei.ZERO, 0, 0, 0, Wei.ZERO, Wei.ZERO, Wei.ZERO, Wei.ZERO, 0, 0, 0);

    private volatile String endpoint;
    private volatile Prices prices = Parties.PRICES;
    private volatile Listing.@Nullable Announcement announcement;
    private volatile Operators operators = Operators.only(Parties.OPERATOR.address());
    private final Map<Address, Seller> others = new ConcurrentHashMap<>();

    private final Map<Address, ProviderRecord> records = new ConcurrentHashMap<>();
    private final Map<Address, Instant> heartbeats = new ConcurrentHashMap<>();
    private final Map<Address, Instant> claims = new ConcurrentHashMap<>();

    private record Seller(String endpoint, Prices prices, Wei escrow) {}

    /** What the chain knows of a provider from now on. */
    public void knows(Address provider, ProviderRecord record) {
        records.put(provider, record);
    }

    public Registry(String endpoint) {
        this.endpoint = endpoint;
    }

    /** Another provider of the same model, with escrow of the client. */
    public void sells(Address provider, String itsEndpoint, Prices itsPrices) {
        others.put(provider, new Seller(itsEndpoint, itsPrices, Wei.of(1_000_000)));
    }

    /** One that the client has no tokens with. */
    public void sellsWithoutEscrow(Address provider, String itsEndpoint) {
        others.put(provider, new Seller(itsEndpoint, Parties.PRICES, Wei.ZERO));
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
        if (provider.equals(Parties.PROVIDER)) {
            return Optional.of(registered(provider, endpoint));
        }
        return Optional.ofNullable(others.get(provider)).map(seller -> registered(provider, seller.endpoint()));
    }

    private RegisteredProvider registered(Address provider, String itsEndpoint) {
        Instant registered = Instant.ofEpochSecond(1_700_000_000);
        Instant heartbeat = heartbeats.getOrDefault(provider, registered);
        return new RegisteredProvider(provider, operators, Bytes32.ZERO, itsEndpoint, "", registered, heartbeat, 1);
    }

    @Override
    public Optional<AccountState> account(Address provider, Address client) {
        Wei escrow = provider.equals(Parties.PROVIDER)
                ? Wei.of(1_000_000)
                : Optional.ofNullable(others.get(provider)).map(Seller::escrow).orElse(Wei.ZERO);
        return Optional.of(new AccountState(
                client,
                TestKey.OWNER.address(),
                false,
                Parties.CLIENT.publicKey(),
                escrow,
                Wei.ZERO,
                0,
                0,
                Wei.ZERO,
                Wei.ZERO,
                Wei.ZERO,
                null,
                null,
                0,
                Address.ZERO,
                Wei.ZERO,
                Wei.ZERO));
    }

    @Override
    public ProviderRecord providerRecord(Address provider) {
        return records.getOrDefault(provider, NO_RECORD);
    }

    /** When a provider gave its last heartbeat; else with its registration, years ago. */
    public void beats(Address provider, Instant time) {
        heartbeats.put(provider, time);
    }

    /** When a provider claimed last; else never. */
    public void claims(Address provider, Instant time) {
        claims.put(provider, time);
    }

    @Override
    public LifeSign lifeSign(RegisteredProvider provider) {
        Instant claim = claims.getOrDefault(provider.provider(), Instant.EPOCH);
        return LifeSigns.heartbeatOf(provider).orLater(new LifeSign(claim, LifeSign.Kind.CLAIM));
    }

    @Override
    public Fee fee() {
        return new Fee(TestKey.OWNER.address(), Address.ZERO, 100, 500, null);
    }

    @Override
    public List<Listing> listings(Address provider) {
        Seller other = others.get(provider);
        return List.of(other == null ? listing(prices, announcement) : listing(other.prices(), null));
    }

    private static Listing listing(Prices itsPrices, Listing.@Nullable Announcement itsAnnouncement) {
        return new Listing(
                Parties.MODEL, ModelId.of(Parties.MODEL), itsPrices, 64, Listing.INFERENCE, true, itsAnnouncement);
    }
}
