package io.deopenchat.bridge.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.support.Parties;
import io.deopenchat.bridge.support.Registry;
import io.deopenchat.chain.LifeSign;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LifeWatchTest {
    private static final Instant START = Instant.ofEpochSecond(1_800_000_000);
    private static final Duration TWO_DAYS = LifeSign.STALE_AFTER;

    private final Registry registry = new Registry("http://127.0.0.1:1");
    private Instant now = START;
    private final LifeWatch watch = new LifeWatch(registry, Parties.PROVIDER, () -> now);

    private LifeSign looks() {
        return watch.look(registry.provider(Parties.PROVIDER).orElseThrow());
    }

    private void beats(Instant time) {
        registry.beats(Parties.PROVIDER, time);
    }

    private void claims(Instant time) {
        registry.claims(Parties.PROVIDER, time);
    }

    @Test
    void aHeartbeatIsFreshForTwoDays() {
        beats(START.minus(TWO_DAYS));

        assertThat(looks().isStale(now)).isFalse();
        now = START.plusSeconds(1);
        assertThat(looks().isStale(now)).isTrue();
    }

    @Test
    void aClaimIsAsGoodAsAHeartbeatFromTheSecondLookOn() {
        claims(START.minusSeconds(60));

        assertThat(looks().isStale(now)).as("no start waits for a search").isTrue();
        assertThat(looks()).isEqualTo(new LifeSign(START.minusSeconds(60), LifeSign.Kind.CLAIM));
    }

    @Test
    void searchesAgainOnlyAfterAWhile() {
        looks();
        looks();
        claims(START);

        now = START.plus(LifeWatch.SEARCH_INTERVAL).minusSeconds(1);
        assertThat(looks().isStale(now)).isTrue();
        now = START.plus(LifeWatch.SEARCH_INTERVAL);
        assertThat(looks().kind()).isEqualTo(LifeSign.Kind.CLAIM);
    }

    @Test
    void aLaterHeartbeatIsTakenOver() {
        claims(START.minusSeconds(60));
        looks();
        looks();

        beats(START);

        assertThat(looks()).isEqualTo(new LifeSign(START, LifeSign.Kind.HEARTBEAT));
    }
}
