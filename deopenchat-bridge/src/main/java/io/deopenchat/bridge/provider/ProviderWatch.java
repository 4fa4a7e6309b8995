package io.deopenchat.bridge.provider;

import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.ContractRefusal;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.ProviderRecord;
import io.deopenchat.protocol.ModelLimits;
import io.deopenchat.protocol.OfferedModel;
import io.deopenchat.protocol.ProviderInfo;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one provider offers, followed through the chain. Who it is, where its gateway is and what it costs come from the
 * chain alone; its gateway is asked for the limits of its models only, and believed up to the bridge's own maxima.
 */
public final class ProviderWatch implements AutoCloseable {

    /** What holds until a gateway has said something. */
    public static final ModelLimits ASSUMED = new ModelLimits(4_096, 512, 2_048, 0);

    private static final Logger LOG = LoggerFactory.getLogger(ProviderWatch.class);

    private final ProviderRecords chain;
    private final GatewayClient gateway;
    private final Domain domain;
    private final Address provider;
    private final ModelLimits maxima;
    private final FailureLog failures;
    private final Thread follower;
    private volatile Snapshot snapshot;
    private volatile String complaint = "";

    private record Snapshot(KnownProvider provider, Map<String, Offer> offers, Map<String, ModelLimits> limits) {}

    /**
     * Reads the provider once and follows it from then on.
     *
     * @throws UnknownProvider if it is not registered, or its endpoint is none
     */
    public ProviderWatch(
            ProviderRecords chain,
            GatewayClient gateway,
            Domain domain,
            Address provider,
            ModelLimits maxima,
            Duration interval) {
        this.chain = chain;
        this.gateway = gateway;
        this.domain = domain;
        this.provider = provider;
        this.maxima = maxima;
        this.failures = new FailureLog(LOG, "provider " + provider + " could not be read, its last known offers stay");
        this.snapshot = read(Map.of());
        this.follower = Thread.ofVirtual().name("provider-watch").start(() -> follow(interval));
    }

    /** The provider as the chain had it last. */
    public KnownProvider provider() {
        return snapshot.provider();
    }

    /** Empty if the model is not listed. */
    public Optional<Offer> offer(String model) {
        return Optional.ofNullable(snapshot.offers().get(model));
    }

    public List<Offer> offers() {
        return List.copyOf(snapshot.offers().values());
    }

    /** Looks at chain and gateway now; keeps what was known if the chain cannot be read. */
    public synchronized void refresh() {
        try {
            Snapshot newer = read(snapshot.limits());
            if (!newer.provider().equals(snapshot.provider())) {
                LOG.info(
                        "provider {} is now at {} with operator {}",
                        provider,
                        newer.provider().gateway().authority(),
                        newer.provider().operator());
            }
            snapshot = newer;
            failures.succeeded();
        } catch (ChainUnavailable | UnknownProvider | ContractRefusal e) {
            failures.failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException unexpected) {
            failures.failed(unexpected);
        }
    }

    private Snapshot read(Map<String, ModelLimits> lastLimits) {
        ProviderRecord record = chain.provider(provider)
                .orElseThrow(() -> new UnknownProvider("no provider " + provider + " is registered with contract "
                        + domain.contract() + " on chain " + domain.chainId() + "; see print-all-providers"));
        KnownProvider known = new KnownProvider(provider, record.operator(), address(record), record.registeredAt());
        Map<String, ModelLimits> limits = publishedLimits(known).orElse(lastLimits);
        Map<String, Offer> offers = new LinkedHashMap<>();
        for (Listing listing : chain.listings(provider)) {
            if (listing.listed() && listing.kind() == Listing.INFERENCE) {
                offers.put(listing.name(), offer(known, listing, limits));
            }
        }
        return new Snapshot(known, offers, limits);
    }

    private GatewayAddress address(ProviderRecord record) {
        try {
            return GatewayAddress.parse(record.endpoint());
        } catch (IllegalArgumentException e) {
            throw new UnknownProvider("provider " + provider + ": " + e.getMessage());
        }
    }

    private Offer offer(KnownProvider known, Listing listing, Map<String, ModelLimits> limits) {
        return new Offer(
                known,
                listing.name(),
                listing.prices(),
                listing.capacity(),
                limits.getOrDefault(listing.name(), ASSUMED).atMost(maxima));
    }

    private Optional<Map<String, ModelLimits>> publishedLimits(KnownProvider known) {
        return switch (gateway.info(known.gateway())) {
            case Reply.Answered<ProviderInfo>(ProviderInfo info)
            when isOf(known, info) -> {
                complaint = "";
                yield Optional.of(limitsByName(info));
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
    private Optional<Map<String, ModelLimits>> unknownLimits(KnownProvider known, String newComplaint) {
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
