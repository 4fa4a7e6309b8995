package io.deopenchat.bridge.provider;

import io.deopenchat.chain.ChainUnavailable;
import io.deopenchat.chain.ContractRefusal;
import io.deopenchat.chain.LifeSign;
import io.deopenchat.chain.LifeSigns;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.signing.Address;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The last sign of life of one provider, for who looks often: a heartbeat comes with the registration, and the events are searched
 * for claims only where that is stale, and not again within a while. The first look does not search, so that no start waits for
 * it. Where no events are told the heartbeat stands: nobody is left out for it.
 */
final class LifeWatch {
    /** The search may take as many questions as two days have pages of events. */
    static final Duration SEARCH_INTERVAL = Duration.ofMinutes(15);

    private final ProviderDirectory chain;
    private final InstantSource clock;
    private final FailureLog failures;
    private @Nullable LifeSign found;
    private @Nullable Instant nextSearch;

    LifeWatch(ProviderDirectory chain, Address provider, InstantSource clock) {
        this.chain = chain;
        this.clock = clock;
        this.failures = new FailureLog(
                LoggerFactory.getLogger(LifeWatch.class), "no claims of provider " + provider + " could be looked for");
    }

    LifeSign look(RegisteredProvider provider) {
        Instant now = clock.instant();
        LifeSign heartbeat = LifeSigns.heartbeatOf(provider);
        LifeSign known = found == null ? heartbeat : found.orLater(heartbeat);
        if (!known.isStale(now)) {
            return known;
        }
        if (nextSearch == null) {
            nextSearch = now;
        } else if (!now.isBefore(nextSearch)) {
            nextSearch = now.plus(SEARCH_INTERVAL);
            known = search(provider, known);
        }
        return known;
    }

    private LifeSign search(RegisteredProvider provider, LifeSign known) {
        try {
            LifeSign newest = chain.lifeSign(provider).orLater(known);
            found = newest;
            failures.succeeded();
            return newest;
        } catch (ChainUnavailable | ContractRefusal e) {
            failures.failed(String.valueOf(e.getMessage()));
            return known;
        }
    }
}
