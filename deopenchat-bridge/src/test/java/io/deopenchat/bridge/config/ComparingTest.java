package io.deopenchat.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.bridge.support.Parties;
import io.deopenchat.money.Wei;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparingTest {
    private static final BridgeConfig CONFIG = BridgeConfig.of("localhost", 0, Parties.PROVIDER, Path.of("state"));

    @ParameterizedTest
    @ValueSource(ints = {-1, 1_001})
    void takesAtMostATenth(int share) {
        assertThatThrownBy(() -> new Comparing(share, Wei.of(1)))
                .hasMessageContaining("--compare-share must be 0 to 0.1");
    }

    @Test
    void wantsShareAndBudgetTogether() {
        assertThatThrownBy(() -> new Comparing(1, Wei.ZERO)).hasMessageContaining("--compare-budget");
        assertThatThrownBy(() -> new Comparing(0, Wei.of(1))).hasMessageContaining("--compare-share");
    }

    @Test
    void isOffUnlessToldOtherwise() {
        assertThat(CONFIG.comparing().isOn()).isFalse();
        assertThat(CONFIG.allBudgets()).isEmpty();
    }

    @Test
    void hasABudgetOfItsOwnThatNoApplicationUses() {
        Budget budget =
                CONFIG.comparing(new Comparing(100, Wei.of(7))).allBudgets().getFirst();

        assertThat(budget.limit()).isEqualTo(Wei.of(7));
        assertThat(budget.covers(Parties.MODEL, Comparing.APPLICATION)).isTrue();
        assertThat(budget.covers(Parties.MODEL, "default")).isFalse();
    }
}
