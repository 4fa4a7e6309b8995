package io.deopenchat.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class UsageTest {
    @Test
    void refusesNegativeCountsAndNamesBoth() {
        assertThatThrownBy(() -> new Usage(-1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("prompt -1, completion 2");
        assertThatThrownBy(() -> new Usage(0, Long.MIN_VALUE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theTotalIsBothKindsTogether() {
        assertThat(new Usage(3, 4).total()).isEqualTo(7);
        assertThat(Usage.NONE.total()).isZero();
    }

    @Test
    void theTotalNeverWrapsAround() {
        Usage usage = new Usage(Long.MAX_VALUE, 1);
        assertThatThrownBy(usage::total).isInstanceOf(ArithmeticException.class);
    }
}
