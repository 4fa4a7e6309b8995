package io.deopenchat.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestRateTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

    private RequestRate<String> rate(int perSecond, int callers) {
        return new RequestRate<>(perSecond, callers, now::get);
    }

    private static int allowed(RequestRate<String> rate, String caller, int asked) {
        int allowed = 0;
        for (int i = 0; i < asked; i++) {
            allowed += rate.take(caller).isEmpty() ? 1 : 0;
        }
        return allowed;
    }

    @Test
    void twoSecondsWorthIsAllowedAtOnceAndThenTheRate() {
        RequestRate<String> rate = rate(10, 10);

        assertThat(allowed(rate, "a", 100)).isEqualTo(20);
        now.addAndGet(Duration.ofMillis(500).toNanos());
        assertThat(allowed(rate, "a", 100)).isEqualTo(5);
        now.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(allowed(rate, "a", 100)).isEqualTo(20);
    }

    @Test
    void aRefusalTellsWhenTheNextIsAllowed() {
        RequestRate<String> rate = rate(10, 10);
        allowed(rate, "a", 20);

        Duration wait = rate.take("a").orElseThrow();

        assertThat(wait).isEqualTo(Duration.ofMillis(100));
        now.addAndGet(wait.toNanos() - 1);
        assertThat(rate.take("a")).isPresent();
        now.addAndGet(1);
        assertThat(rate.take("a")).isEmpty();
    }

    @Test
    void callersDoNotTakeFromEachOther() {
        RequestRate<String> rate = rate(1, 10);

        assertThat(allowed(rate, "a", 5)).isEqualTo(2);
        assertThat(allowed(rate, "b", 5)).isEqualTo(2);
    }

    @Test
    void ofMoreCallersThanAreRememberedTheOneNotHeardOfIsForgotten() {
        RequestRate<String> rate = rate(1, 2);
        allowed(rate, "a", 2);
        allowed(rate, "b", 2);
        allowed(rate, "c", 1);

        assertThat(allowed(rate, "b", 5)).isZero();
        assertThat(allowed(rate, "a", 5)).isEqualTo(2);
    }

    @Test
    void zeroIsNoLimit() {
        assertThat(allowed(rate(0, 2), "a", 1_000)).isEqualTo(1_000);
    }
}
