package io.deopenchat.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.chain.Criteria;
import io.deopenchat.money.Wei;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class CriteriaConverterTest {
    private final CriteriaConverter converter = new CriteriaConverter();

    @Test
    void readsEveryCriterion() {
        assertThat(converter.convert("min-money=1gwei, min-rounds=100,min-clients=5,min-finished=0.95,"
                        + "min-preferred=0.5,max-flagged=0.01"))
                .isEqualTo(new Criteria(Wei.of(1_000_000_000), 100, 5, 9_500, 5_000, 100));
    }

    @Test
    void whatIsNotNamedAsksForNothing() {
        assertThat(converter.convert("min-rounds=0")).isEqualTo(Criteria.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rounds=1",
                "min-rounds",
                "min-rounds=-1",
                "min-rounds=1,min-rounds=2",
                "min-finished=1.1",
                "min-finished=0.12345",
                "max-flagged=1%"
            })
    void refusesWhatNobodyCanMean(String text) {
        assertThatThrownBy(() -> converter.convert(text)).isInstanceOf(TypeConversionException.class);
    }
}
