package io.deopenchat.bridge.counterparty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.deopenchat.http.Breaker;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PerformanceTest {
    private long now = 1_000_000_000_000L;
    private final Performance performance = new Performance(() -> now);

    private void fails() {
        performance.begin().failed();
    }

    private void answers(int firstByteMillis, int wholeMillis, long tokens) {
        performance.begin().answered(Duration.ofMillis(firstByteMillis), Duration.ofMillis(wholeMillis), tokens);
    }

    private void isFamiliar(int firstByteMillis, int wholeMillis, long tokens) {
        for (int i = 0; i < Performance.FAMILIAR_AFTER; i++) {
            answers(firstByteMillis, wholeMillis, tokens);
        }
    }

    private void passes(Duration time) {
        now += time.toNanos();
    }

    @Test
    void theFirstFiveAnswersCountAlike() {
        answers(100, 1_100, 50);
        assertThat(performance.view().firstByteSeconds()).isCloseTo(0.1, within(1e-9));
        assertThat(performance.view().tokensPerSecond()).isCloseTo(50, within(1e-9));

        answers(600, 1_600, 100);
        answers(200, 1_200, 150);

        assertThat(performance.view().firstByteSeconds()).isCloseTo(0.3, within(1e-9));
        assertThat(performance.view().tokensPerSecond()).isCloseTo(100, within(1e-9));
    }

    @Test
    void laterAnswersCountAFifth() {
        isFamiliar(100, 1_100, 50);

        answers(600, 1_600, 100);

        assertThat(performance.view().firstByteSeconds()).isCloseTo(0.2, within(1e-9));
        assertThat(performance.view().tokensPerSecond()).isCloseTo(60, within(1e-9));
    }

    /** The first answers of a process that has just started are slow. */
    @Test
    void whoAnsweredAFewTimesIsDueForACall() {
        answers(100, 1_100, 50);
        assertThat(performance.view().isDue()).isTrue();

        isFamiliar(100, 1_100, 50);

        assertThat(performance.view().isDue()).isFalse();
    }

    @Test
    void whoFailsThreeTimesInARowRests() {
        fails();
        fails();
        assertThat(performance.view().admits()).isTrue();

        fails();

        assertThat(performance.view().admits()).isFalse();
        passes(Breaker.FIRST_PAUSE);
        assertThat(performance.view().admits()).isTrue();
        Performance.Trial trial = performance.begin();
        assertThat(performance.view().admits()).isFalse();
        trial.answered(Duration.ofMillis(1), Duration.ofMillis(2), 1);
        assertThat(performance.view().admits()).isTrue();
    }

    @Test
    void aFailureCountsHalfAfterFiveMinutes() {
        fails();
        assertThat(performance.view().success()).isCloseTo(0.8, within(1e-9));

        passes(Duration.ofMinutes(5));

        assertThat(performance.view().success()).isCloseTo(0.9, within(1e-9));
    }

    /** Whatever was on its way when a gateway was killed fails at once. */
    @Test
    void anOutageCountsNoMoreThanTheFailuresThatMakeItRest() {
        List<Performance.Trial> onTheirWay =
                IntStream.range(0, 50).mapToObj(i -> performance.begin()).toList();

        onTheirWay.forEach(Performance.Trial::failed);

        assertThat(performance.view().success()).isCloseTo(0.512, within(1e-9));
    }

    @Test
    void aTryOfABreakerThatFailsCountsSoThatWhoStaysDeadIsNotForgiven() {
        for (int i = 0; i < Breaker.FAILURES; i++) {
            fails();
        }
        double atFirst = performance.view().success();

        for (int i = 0; i < 12; i++) {
            passes(Breaker.LONGEST_PAUSE);
            assertThat(performance.view().admits()).isTrue();
            fails();
        }

        assertThat(performance.view().success()).isLessThan(atFirst + 0.01);
    }

    @Test
    void whatIsRememberedOfOldFailuresFadesBeforeANewOneCounts() {
        fails();
        passes(Duration.ofMinutes(5));

        fails();

        assertThat(performance.view().success()).isCloseTo(0.72, within(1e-9));
    }

    @Test
    void whoFailedIsDueForACallWhenItHasRestedAndNobodyAsksIt() {
        isFamiliar(1, 2, 1);
        assertThat(performance.view().isDue()).isFalse();
        fails();
        fails();
        assertThat(performance.view().isDue()).isTrue();
        fails();
        assertThat(performance.view().isDue()).as("it rests").isFalse();
        passes(Breaker.FIRST_PAUSE);
        assertThat(performance.view().isDue()).isTrue();

        Performance.Trial trial = performance.begin();
        assertThat(performance.view().isDue()).as("it is being asked").isFalse();
        trial.undecided();
        assertThat(performance.view().isDue()).isTrue();
    }

    @Test
    void whoWasMeasuredLongAgoIsDueForACall() {
        assertThat(performance.view().isDue()).as("never asked").isFalse();
        isFamiliar(1, 2, 1);

        passes(Performance.STALE_AFTER);

        assertThat(performance.view().isDue()).isTrue();
    }

    @Test
    void onlyTheFirstEndOfARoundCounts() {
        Performance.Trial trial = performance.begin();
        assertThat(performance.view().inFlight()).isOne();

        trial.undecided();
        trial.failed();

        assertThat(performance.view().inFlight()).isZero();
        assertThat(performance.view().success()).isEqualTo(1);
    }
}
