package io.deopenchat.gateway.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.fixture.HandClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SteadyLoadTest {
    private final HandClock clock = new HandClock();
    private final SteadyLoad load = new SteadyLoad();

    private int after(Duration time, int measured) {
        clock.advance(time);
        return load.after(measured, clock.instant());
    }

    @Test
    void followsALoadThatStays() {
        assertThat(after(Duration.ZERO, 90)).isZero();
        assertThat(after(SteadyLoad.HOLD.minusSeconds(1), 85)).isZero();
        assertThat(after(Duration.ofSeconds(1), 90)).isEqualTo(90);
    }

    @Test
    void ignoresALoadThatGoesUpAndDown() {
        for (int turn = 0; turn < 100; turn++) {
            assertThat(after(SteadyLoad.HOLD.dividedBy(2), 100)).isZero();
            assertThat(after(SteadyLoad.HOLD.dividedBy(2), 0)).isZero();
        }
    }

    @Test
    void ignoresALittleMoreOrLess() {
        after(Duration.ZERO, 85);
        after(SteadyLoad.HOLD, 85);

        assertThat(after(SteadyLoad.HOLD, 78)).isEqualTo(85);
        assertThat(after(SteadyLoad.HOLD, 78)).isEqualTo(85);
    }
}
