package io.deopenchat.gateway.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PriceScheduleTest {
    private static final Prices PRICES = new Prices(Wei.ZERO, TokenPrice.FREE, new TokenPrice(Wei.of(1)));

    private static PriceRule rule(@Nullable String hours) {
        return new PriceRule(hours == null ? null : Hours.parse(hours), null, PRICES);
    }

    private static PriceSchedule schedule(int changesPerDay, PriceRule... rules) {
        return new PriceSchedule(ZoneId.of("UTC"), Duration.ofMinutes(30), changesPerDay, Map.of("m", List.of(rules)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "22", "22-06", "22:00", "25:00-06:00", "22:00-22:00", "22:00-06:00-07:00"})
    void refusesHoursThatAreNone(String hours) {
        assertThatThrownBy(() -> Hours.parse(hours))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hours must");
    }

    @Test
    void refusesRulesThatDoNotSayWhatHoldsOtherwise() {
        assertThatThrownBy(() -> schedule(12, rule("22:00-06:00")))
                .hasMessageContaining("must end with one entry without hours");
        assertThatThrownBy(() -> schedule(12, rule(null), rule("22:00-06:00")))
                .hasMessageContaining("must end with one entry without hours");
    }

    @Test
    void refusesMoreTimesThanChanges() {
        assertThatThrownBy(() -> schedule(1, rule("22:00-06:00"), rule(null)))
                .hasMessageContaining("2 times of the day");
    }

    @Test
    void refusesWhatWouldBurnGas() {
        assertThatThrownBy(() -> schedule(97, rule(null))).hasMessageContaining("1 to 96, got 97");
        assertThatThrownBy(() -> new PriceSchedule(
                        ZoneId.of("UTC"), Duration.ofMinutes(4), 12, Map.of("m", List.of(rule(null)))))
                .hasMessageContaining("5 to 1440, got 4");
    }

    @Test
    void takesTheFirstRuleThatHolds() {
        Prices night = new Prices(Wei.of(1), TokenPrice.FREE, TokenPrice.FREE);
        PriceSchedule schedule = schedule(12, new PriceRule(Hours.parse("22:00-06:00"), null, night), rule(null));

        assertThat(schedule.wanted("m", Instant.parse("2026-11-22T05:59:59Z"), 0))
                .isEqualTo(night);
        assertThat(schedule.wanted("m", Instant.parse("2026-11-22T06:00:00Z"), 0))
                .isEqualTo(PRICES);
        assertThat(schedule.wanted("m", Instant.parse("2026-11-22T22:00:00Z"), 0))
                .isEqualTo(night);
    }
}
