package io.deopenchat.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.money.Wei;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTest {
    @Test
    void isReadAsItIsWritten() {
        assertThat(Budget.parse("5wei/hour")).isEqualTo(new Budget(Wei.of(5), Budget.Period.HOUR, null, null));
        assertThat(Budget.parse("5wei/request:model=a/b:8b:key=editor"))
                .isEqualTo(new Budget(Wei.of(5), Budget.Period.REQUEST, "a/b:8b", "editor"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5wei", "5wei/week", "5wei/day:key=", "5wei/day:key=a:key=b", "-5wei/day"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> Budget.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void coversItsModelAndItsApplicationAlone() {
        Budget budget = Budget.parse("5wei/day:model=m:key=k");

        assertThat(budget.covers("m", "k")).isTrue();
        assertThat(budget.covers("m", "other")).isFalse();
        assertThat(budget.covers("other", "k")).isFalse();
    }
}
