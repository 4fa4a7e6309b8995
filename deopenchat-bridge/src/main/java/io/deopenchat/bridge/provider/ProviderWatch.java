package io.deopenchat.bridge.provider;

import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.ContractRefusal;
import io.deopenchat.chain.LifeSign;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.ProviderRecord;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.protocol.ModelLimits;
import io.deopenchat.protocol.OfferedModel;
import io.deopenchat.protocol.ProviderInfo;
import io.deopenchat.protocol.SignedEncryptionKey;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one provider offers, followed through the chain. Who it is, where its gateway is and what it costs come from the
 * chain alone, and what it announced there holds when its time has come; its gateway is asked for the limits of its models
 * only, and believed up to the bridge's own maxima.
 */
public final class ProviderWatch implements AutoCloseable {

    /** What holds until a gateway has said something. */
    public static final ModelLimits ASSUMED = new ModelLimits(4_096, 512, 2_048, 0);

    private static final Logger LOG = LoggerFactory.getLogger(ProviderWatch.class);

    private final ProviderDirectory chain;
    private final GatewayClient gateway;
    private final Domain domain;
    private final Address provider;
    private final ModelLimits maxima;
    private final InstantSource clock;
    private final EndpointPolicy endpoints;
    private final FailureLog failures;
    private final LifeWatch life;
    private final Thread follower;
    private volatile Snapshot snapshot;
    private final AtomicLong looks = new AtomicLong();
    private volatile String complaint = "";
    private volatile @Nullable Instant probedAt;

    /** One look at chain and gateway; the listings of inference by name, unlisted ones included. */
    private record Snapshot(
            RegisteredProvider provider,
            ProviderRecord record,
            LifeSign sign,
            GatewayAddress gateway,
            Map<String, Listing> listings,
            Published published) {

        KnownProvider providerAt(Instant now) {
            return new KnownProvider(
                    provider.provider(), provider.operators().validForReceipts(now), gateway, provider.registeredAt());
        }
    }

    /**
     * What its gateway said last.
     *
     * @param key to which calls may be sealed, whoever signed it; null if it names none
     */
    private record Published(
            Map<String, ModelLimits> limits, @Nullable SignedEncryptionKey key) {
        static final Published NOTHING = new Published(Map.of(), null);
    }

    /**
     * Reads the provider once and follows it from then on.
     *
     * @throws UnknownProvider if it is not registered, or its endpoint is none
     */
    public ProviderWatch(
            ProviderDirectory chain,
            GatewayClient gateway,
            Domain domain,
            Address provider,
            ModelLimits maxima,
            EndpointPolicy endpoints,
            Duration interval,
            InstantSource clock) {
        this.chain = chain;
        this.gateway = gateway;
        this.domain = domain;
        this.provider = provider;
        this.maxima = maxima;
        this.endpoints = endpoints;
        this.clock = clock;
        this.failures = new FailureLog(LOG, "provider " + provider + " could not be read, its last known offers stay");
        this.life = new LifeWatch(chain, provider, clock);
        this.snapshot = read(Published.NOTHING, null);
        this.follower = Thread.ofVirtual().name("provider-watch").start(() -> follow(interval));
    }

    /** The provider by the clock and the last look at the chain. */
    public KnownProvider provider() {
        return snapshot.providerAt(clock.instant());
    }

    /** What became known of it through money, as of the last look at the chain. */
    public ProviderRecord record() {
        return snapshot.record();
    }

    /** When it last showed that it lives, on chain and here. */
    public Liveness liveness() {
        return new Liveness(snapshot.sign(), probedAt, clock.instant());
    }

    /** Empty if the model is not listed now. */
    public Optional<Offer> offer(String model) {
        Snapshot known = snapshot;
        return Optional.ofNullable(known.listings().get(model)).flatMap(listing -> offer(known, listing));
    }

    /** To which calls may be sealed by what the gateway says; whether its operator signed that is not checked here. */
    public Optional<SignedEncryptionKey> encryptionKey() {
        return Optional.ofNullable(snapshot.published().key());
    }

    public List<Offer> offers() {
        Snapshot known = snapshot;
        return known.listings().values().stream()
                .flatMap(listing -> offer(known, listing).stream())
                .toList();
    }

    private Optional<Offer> offer(Snapshot known, Listing listing) {
        Instant now = clock.instant();
        Listing current = listing.at(now);
        return current.listed() && !current.name().contains(Offer.PIN)
                ? Optional.of(new Offer(
                        known.providerAt(now),
                        current.name(),
                        current.prices(),
                        current.capacity(),
                        known.published()
                                .limits()
                                .getOrDefault(current.name(), ASSUMED)
                                .atMost(maxima)))
                : Optional.empty();
    }

    /** How often it was looked again, whatever came of it. */
    long looks() {
        return looks.get();
    }

    /** Looks at chain and gateway now; keeps what was known if the chain cannot be read. */
    public synchronized void refresh() {
        try {
            KnownProvider last = provider();
            snapshot = read(snapshot.published(), last.gateway().pinned());
            KnownProvider newest = provider();
            if (!newest.gateway().equals(last.gateway()) || !newest.operator().equals(last.operator())) {
                LOG.info(
                        "provider {} is now at {} with operator {}",
                        provider,
                        newest.gateway().authority(),
                        newest.operator());
            }
            failures.succeeded();
        } catch (ChainUnavailable | UnknownProvider | ContractRefusal e) {
            failures.failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException unexpected) {
            failures.failed(unexpected);
        } finally {
            looks.incrementAndGet();
        }
    }

    private Snapshot read(Published lastPublished, @Nullable InetAddress lastAddress) {
        RegisteredProvider registered = chain.provider(provider)
                .orElseThrow(() -> new UnknownProvider("no provider " + provider + " is registered with contract "
                        + domain.contract() + " on chain " + domain.chainId() + "; see print-all-providers"));
        ProviderRecord record = chain.providerRecord(provider);
        Map<String, Listing> listings = new LinkedHashMap<>();
        for (Listing listing : chain.listings(provider)) {
            if (listing.kind() == Listing.INFERENCE) {
                listings.put(listing.name(), listing);
            }
        }
        LifeSign sign = life.look(registered);
        Snapshot chainOnly =
                new Snapshot(registered, record, sign, address(registered, lastAddress), listings, lastPublished);
        return published(chainOnly.providerAt(clock.instant()))
                .map(published -> new Snapshot(registered, record, sign, chainOnly.gateway(), listings, published))
                .orElse(chainOnly);
    }

    private GatewayAddress address(RegisteredProvider registered, @Nullable InetAddress last) {
        try {
            return endpoints.pinned(GatewayAddress.parse(registered.endpoint()), last);
        } catch (IllegalArgumentException | UnknownProvider e) {
            throw new UnknownProvider("provider " + provider + ": " + e.getMessage());
        }
    }

    private Optional<Published> published(KnownProvider known) {
        return switch (gateway.info(known.gateway())) {
            case Reply.Answered<ProviderInfo>(ProviderInfo info)
            when isOf(known, info) -> {
                complaint = "";
                probedAt = clock.instant();
                yield Optional.of(new Published(limitsByName(info), info.sealingKey()));
            }
            case Reply.Answered<ProviderInfo>(ProviderInfo info) ->
                unknownLimits(
                        known,
                        "says that it serves provider %s with operator %s for contract %s on chain %d, the chain has operator %s"
                                .formatted(
                                        info.provider(),
                                        info.operator(),
                                        info.contract(),
                                        info.chainId(),
                                        known.operator()));
            case Reply.Refused<ProviderInfo>(GatewayRefusal refusal) ->
                unknownLimits(known, "tells nothing of itself: " + refusal.summary());
            case Reply.Failed<ProviderInfo>(String reason) -> unknownLimits(known, "does not answer: " + reason);
        };
    }

    /** Says what is wrong when that changes, not with every look. */
    private Optional<Published> unknownLimits(KnownProvider known, String newComplaint) {
        if (!newComplaint.equals(complaint)) {
            complaint = newComplaint;
            LOG.warn("the gateway of {} at {} {}", provider, known.gateway().authority(), newComplaint);
        }
        return Optional.empty();
    }

    private boolean isOf(KnownProvider known, ProviderInfo info) {
        return info.chainId() == domain.chainId()
                && info.contract().equals(domain.contract())
                && info.provider().equals(provider)
                && info.operator().equals(known.operator());
    }

    private static Map<String, ModelLimits> limitsByName(ProviderInfo info) {
        Map<String, ModelLimits> limits = new LinkedHashMap<>();
        for (OfferedModel model : info.models()) {
            limits.put(model.name(), model.limits());
        }
        return limits;
    }

    private void follow(Duration interval) {
        try {
            while (true) {
                Thread.sleep(interval);
                refresh();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        follower.interrupt();
    }
}
