package io.deopenchat.gateway.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.OrderEvent;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.fixture.Parties;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What races and silent clients may cost. */
class RacesTest {
    private static final Duration SLOT = Duration.ofSeconds(2);
    private static final long BLOCK = 100;

    private final ClientKey client = new ClientKey("client");
    private final HandClock clock = new HandClock();
    private final Races races = new Races(Parties.PROVIDER, SLOT);
    private final Waste waste = new Waste();

    private Offered.Entry order(long id) {
        OrderEvent.OrderPosted posted =
                Orders.posted(id, client, Orders.terms(clock.instant().plusSeconds(60)), BLOCK);
        return new Offered.Entry(posted, posted.origin(), clock.instant(), Instant.MIN);
    }

    private long atOnce() {
        return LongStream.range(0, 1_000)
                .filter(id -> races.isTurn(order(id), BLOCK, clock.instant()))
                .count();
    }

    @Test
    void whoNeverLosesNeverWaits() {
        assertThat(atOnce()).isEqualTo(1_000);
    }

    @Test
    void whoLosesLetsOthersGoFirst() {
        races.lost();
        assertThat(atOnce()).isBetween(400L, 600L);
        races.lost();
        races.lost();
        races.lost();
        races.lost();
        assertThat(atOnce()).isBetween(60L, 170L);
    }

    @Test
    void everyTurnComesWithinAFewBlocksOrTheirTime() {
        for (int i = 0; i < 10; i++) {
            races.lost();
        }
        Offered.Entry order = order(1);
        assertThat(races.isTurn(order, BLOCK + Races.MAX_SPREAD, clock.instant()))
                .isTrue();
        clock.advance(SLOT.multipliedBy(Races.MAX_SPREAD));
        assertThat(races.isTurn(order, BLOCK, clock.instant())).isTrue();
    }

    @Test
    void winningBringsItForwardAgain() {
        races.lost();
        races.won();
        assertThat(atOnce()).isEqualTo(1_000);
    }

    @Test
    void wasteIsBounded() {
        for (int i = 0; i < Waste.ALLOWANCE; i++) {
            assertThat(waste.mayWaste(clock.instant())).isTrue();
            waste.spent(clock.instant());
        }
        assertThat(waste.mayWaste(clock.instant())).isFalse();
    }

    @Test
    void timeAndPaidOrdersAllowForMore() {
        for (int i = 0; i < Waste.ALLOWANCE; i++) {
            waste.spent(clock.instant());
        }
        waste.spared(clock.instant());
        assertThat(waste.mayWaste(clock.instant())).isTrue();
        waste.spent(clock.instant());
        assertThat(waste.mayWaste(clock.instant())).isFalse();

        clock.advance(Waste.REFILL);
        assertThat(waste.mayWaste(clock.instant())).isTrue();
        waste.spent(clock.instant());
        assertThat(waste.mayWaste(clock.instant())).isFalse();
    }
}
