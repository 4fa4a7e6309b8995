package io.deopenchat.chaos.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TrendTest {
    private static List<Trend.Point> series(java.util.function.IntToDoubleFunction value) {
        return IntStream.range(0, 60)
                .mapToObj(i -> new Trend.Point(i * 10.0, value.applyAsDouble(i)))
                .toList();
    }

    @Test
    void whatGrowsSteadilyIsFoundToGrow() {
        Trend trend = Trend.of(series(i -> 1_000 + i));

        assertThat(trend.perHour()).isCloseTo(360, within(1e-6));
        assertThat(trend.percentPerHour()).isCloseTo(360 / 1_044.5 * 100, within(1e-6));
    }

    @Test
    void whatFillsUpAtFirstIsLevel() {
        assertThat(Trend.of(series(i -> Math.min(i, 20))).perHour()).isZero();
    }

    @Test
    void whatSwingsIsLevel() {
        assertThat(Trend.of(series(i -> i % 2 == 0 ? 90 : 110)).percentPerHour())
                .isCloseTo(0, within(25.0));
    }

    @Test
    void nothingSaysNothing() {
        assertThat(Trend.of(List.of())).isEqualTo(new Trend(0, 0));
    }
}
