package io.deopenchat.bridge.counterparty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.deopenchat.bridge.support.Parties;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private static Trust after(List<Instant> disputes) {
        return new Trust(Parties.PROVIDER, () -> disputes, () -> NOW);
    }

    @Test
    void trustsWhoWasNeverCaught() {
        assertThat(after(List.of()).in(Parties.MODEL)).isEqualTo(1);
        assertThat(after(List.of()).overcount(Parties.MODEL)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0.5", "2, 0, 0.25", "1, 7, 0.7071", "1, 14, 0.8409", "16, 0, 0.0000153", "1, 365, 1"})
    void halvesWithEachDisputeAndForgetsHalfOfItInAWeek(int disputes, int days, double trust) {
        List<Instant> then = Collections.nCopies(
                disputes, NOW.minus(Trust.HALF_LIFE.dividedBy(7).multipliedBy(days)));

        assertThat(after(then).in(Parties.MODEL)).isCloseTo(trust, within(0.0001));
    }

    /** The clock of the machine was set back. */
    @Test
    void countsADisputeOfTomorrowAsOneOfNow() {
        assertThat(after(List.of(NOW.plusSeconds(86_400))).in(Parties.MODEL)).isEqualTo(0.5);
    }
}
