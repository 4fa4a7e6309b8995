package io.deopenchat.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundStatusTest {
    @ParameterizedTest
    @ValueSource(longs = {-1, 3, 256, 1L << 32, Long.MAX_VALUE})
    void refusesAnUnknownNumber(long number) {
        assertThatThrownBy(() -> RoundStatus.of(number))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got " + number);
    }

    @Test
    void theNumbersAreThoseOfTheProtocolPage() {
        assertThat(RoundStatus.of(0)).isEqualTo(RoundStatus.COMPLETE);
        assertThat(RoundStatus.of(1)).isEqualTo(RoundStatus.CANCELLED_BY_CLIENT);
        assertThat(RoundStatus.of(2)).isEqualTo(RoundStatus.CUT_OFF_BY_BACKEND);
    }
}
