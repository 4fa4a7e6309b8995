package io.deopenchat.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private final Breaker breaker = new Breaker();
    private long now = Long.MAX_VALUE - 7;

    private void fails(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed(breaker.began(), now);
        }
    }

    private void passes(Duration time) {
        now += time.toNanos();
    }

    @Test
    void opensAfterFailuresInARow() {
        fails(Breaker.FAILURES - 1);
        assertThat(breaker.admits(now)).isTrue();
        breaker.succeeded();
        fails(Breaker.FAILURES - 1);
        assertThat(breaker.admits(now)).isTrue();

        fails(1);

        assertThat(breaker.admits(now)).isFalse();
    }

    @Test
    void letsOneRequestTryAfterThePause() {
        fails(Breaker.FAILURES);
        passes(Breaker.FIRST_PAUSE.minusNanos(1));
        assertThat(breaker.admits(now)).isFalse();
        passes(Duration.ofNanos(1));
        assertThat(breaker.admits(now)).isTrue();

        breaker.began();

        assertThat(breaker.admits(now)).as("a second one").isFalse();
        breaker.succeeded();
        assertThat(breaker.admits(now)).isTrue();
        fails(1);
        assertThat(breaker.admits(now)).as("it counts from the beginning").isTrue();
    }

    @Test
    void aTrialThatNobodyWaitedForDecidesNothing() {
        fails(Breaker.FAILURES);
        passes(Breaker.FIRST_PAUSE);
        breaker.began();

        breaker.undecided();

        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.admits(now)).isTrue();
    }

    @Test
    void whatBeganBeforeItOpenedChangesNothing() {
        breaker.began();
        fails(Breaker.FAILURES);
        breaker.failed(false, now);
        passes(Breaker.FIRST_PAUSE);
        assertThat(breaker.began()).as("the trial").isTrue();

        breaker.failed(false, now);

        assertThat(breaker.admits(now)).as("the trial is still out").isFalse();
        assertThat(breaker.began()).as("a second trial").isFalse();
    }

    @Test
    void waitsLongerAfterEachFailedTrialUpToABound() {
        fails(Breaker.FAILURES);
        Duration pause = Breaker.FIRST_PAUSE;
        for (int trial = 0; trial < 10; trial++) {
            passes(pause);
            assertThat(breaker.admits(now)).isTrue();
            fails(1);
            pause = pause.multipliedBy(2).compareTo(Breaker.LONGEST_PAUSE) > 0
                    ? Breaker.LONGEST_PAUSE
                    : pause.multipliedBy(2);
            passes(pause.minusNanos(1));
            assertThat(breaker.admits(now)).isFalse();
            now -= pause.toNanos() - 1;
        }
        assertThat(pause).isEqualTo(Breaker.LONGEST_PAUSE);
    }
}
