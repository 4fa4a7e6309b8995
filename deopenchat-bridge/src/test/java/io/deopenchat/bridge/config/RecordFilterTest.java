package io.deopenchat.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.chain.ProviderRecord;
import io.deopenchat.money.Wei;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFilterTest {
    private static ProviderRecord record(long money, long flagged, long contested, long compared, long preferred) {
        return record(money, flagged, contested, compared, preferred, 0, 0);
    }

    private static ProviderRecord record(
            long money, long flagged, long contested, long compared, long preferred, long locked, long finished) {
        return new ProviderRecord(
                Wei.of(money),
                10,
                1,
                1,
                Wei.of(flagged),
                Wei.of(contested),
                Wei.of(compared),
                Wei.of(preferred),
                locked,
                finished,
                0);
    }

    @ParameterizedTest
    @CsvSource({
        "9000, 0,    0,   true",
        "9000, 1000, 0,   true",
        "9000, 1001, 0,   false",
        "9000, 600,  401, false",
        "9999, 1,    0,   true",
        "10000, 0,   0,   true",
        "10000, 0,   1,   false",
    })
    void measuresComplaintsByWhatWasPaid(int minSuccess, long flagged, long contested, boolean admitted) {
        RecordFilter filter = new RecordFilter(minSuccess, 0, 0);

        assertThat(filter.objectionTo(record(10_000, flagged, contested, 0, 0)).isEmpty())
                .isEqualTo(admitted);
    }

    @Test
    void wantsLockedOrdersFinishedToo() {
        RecordFilter filter = new RecordFilter(5_000, 0, 0);

        assertThat(filter.objectionTo(record(10, 0, 0, 0, 0, 4, 2))).isEmpty();
        assertThat(filter.objectionTo(record(10, 0, 0, 0, 0, 4, 1)).orElseThrow())
                .contains("finished 1 of 4", "0.5");
    }

    @Test
    void measuresPreferenceByWhatWasCompared() {
        RecordFilter filter = new RecordFilter(0, 3_333, 0);

        assertThat(filter.objectionTo(record(10, 0, 0, 3, 1))).isEmpty();
        assertThat(filter.objectionTo(record(10, 0, 0, 4, 1))).isPresent();
    }

    @Test
    void holdsNothingAgainstWhoWasNeverPaidOrCompared() {
        assertThat(new RecordFilter(10_000, 10_000, 0).objectionTo(record(0, 0, 0, 0, 0)))
                .isEmpty();
    }

    @Test
    void wantsEnoughRounds() {
        assertThat(new RecordFilter(0, 0, 10).objectionTo(record(0, 0, 0, 0, 0)))
                .isEmpty();
        assertThat(new RecordFilter(0, 0, 11).objectionTo(record(0, 0, 0, 0, 0)).orElseThrow())
                .contains("10 rounds", "11");
    }

    @Test
    void wantsEnoughClientsAndMoney() {
        assertThat(asking(1, 10, 10_000).objectionTo(record(10, 0, 0, 0, 0))).isEmpty();
        assertThat(asking(2, 0, 10_000).objectionTo(record(10, 0, 0, 0, 0)).orElseThrow())
                .contains("1 clients paid it, --min-clients asks for 2");
        assertThat(asking(0, 11, 10_000).objectionTo(record(10, 0, 0, 0, 0)).orElseThrow())
                .contains("paid 10 base units, --min-paid asks for 11");
    }

    @ParameterizedTest
    @CsvSource({
        "0,     0,   0,     true",
        "0,     1,   0,     false",
        "100,   60,  40,    true",
        "100,   60,  41,    false",
        "9999,  0,   10000, false",
        "10000, 0,   10001, true",
    })
    void boundsWhatWasFlaggedAndContested(int maxFlagged, long flagged, long contested, boolean admitted) {
        assertThat(asking(0, 0, maxFlagged)
                        .objectionTo(record(10_000, flagged, contested, 0, 0))
                        .isEmpty())
                .isEqualTo(admitted);
    }

    @Test
    void tellsWhoseFlagsWereTooMany() {
        assertThat(asking(0, 0, 500).objectionTo(record(1_000, 60, 0, 0, 0)))
                .contains("of the 1000 base units that it was paid 60 were flagged or contested, --max-flagged-share"
                        + " allows 0.05");
    }

    private static RecordFilter asking(long clients, long paid, int maxFlagged) {
        return new RecordFilter(0, 0, 0, clients, Wei.of(paid), maxFlagged);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 10000", "0.95, 9500", "0.0001, 1", "1.00000, 10000"})
    void readsRatios(BigDecimal ratio, int basisPoints) {
        assertThat(RecordFilter.basisPoints(ratio)).isEqualTo(basisPoints);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.00001", "1e9"})
    void refusesWhatTheContractDoesNotKnow(BigDecimal ratio) {
        assertThatThrownBy(() -> RecordFilter.basisPoints(ratio)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesSharesBeyondTheWhole() {
        assertThatThrownBy(() -> new RecordFilter(10_001, 0, 0)).hasMessageContaining("--min-success-ratio");
        assertThatThrownBy(() -> new RecordFilter(0, -1, 0)).hasMessageContaining("--min-preference-ratio");
        assertThatThrownBy(() -> new RecordFilter(0, 0, -1)).hasMessageContaining("--min-rounds");
        assertThatThrownBy(() -> asking(-1, 0, 0)).hasMessageContaining("--min-clients");
        assertThatThrownBy(() -> asking(0, 0, 10_001)).hasMessageContaining("--max-flagged-share");
    }
}
