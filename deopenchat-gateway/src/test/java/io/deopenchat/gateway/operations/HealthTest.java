package io.deopenchat.gateway.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.operations.Health.Problem;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static final Duration GRACE = Duration.ofMinutes(2);

    private final HandClock clock = new HandClock();
    private final Health health = new Health(clock, GRACE);
    private Instant lastLook = clock.instant();
    private boolean ownOperator = true;

    @Test
    void isNotReadyBeforeItServes() {
        assertThat(health.problem()).contains(Problem.STARTING);
    }

    @Test
    void isReadyWhileTheChainWasReadWithinTheGrace() {
        health.serving(() -> lastLook, () -> ownOperator);
        clock.advance(GRACE);

        assertThat(health.problem()).isEmpty();
    }

    @Test
    void isNotReadyWhenTheChainIsOutOfSightAndIsAgainWhenItIsBack() {
        health.serving(() -> lastLook, () -> ownOperator);
        clock.advance(GRACE.plusSeconds(1));

        assertThat(health.problem()).contains(Problem.CHAIN_OUT_OF_SIGHT);

        lastLook = clock.instant();
        assertThat(health.problem()).isEmpty();
    }

    @Test
    void isNotReadyWhileTheContractNamesAnotherOperator() {
        health.serving(() -> lastLook, () -> ownOperator);
        ownOperator = false;

        assertThat(health.problem()).contains(Problem.OTHER_OPERATOR);
    }

    @Test
    void isNotReadyWhileTheDiskIsNearlyFull() {
        health.serving(() -> lastLook, () -> ownOperator);
        health.watchDisk(() -> true);

        assertThat(health.problem()).contains(Problem.DISK_FULL);
    }

    @Test
    void isNotReadyWhileItDrains() {
        health.serving(() -> lastLook, () -> ownOperator);
        health.draining();

        assertThat(health.problem()).contains(Problem.DRAINING);
    }

    @Test
    void aFailedLedgerIsTheWorst() {
        health.draining();
        health.ledgerFailed();

        assertThat(health.problem()).contains(Problem.LEDGER_FAILED);
    }
}
