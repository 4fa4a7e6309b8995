package io.deopenchat.bridge.counterparty;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.config.Preference;
import io.deopenchat.signing.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The best of two providers goes down under load and comes back: calls by the clock of the test, chance by a seed. */
class ReturnedProviderTest {
    private static final Duration BETWEEN_CALLS = Duration.ofMillis(100);
    private static final int ON_THEIR_WAY = 20;

    private long now = 1_000_000_000_000L;
    private final Seller best = new Seller("best", 100);
    private final Seller other = new Seller("other", 110);

    private final class Seller {
        private final String name;
        private final double cost;
        private final Performance performance = new Performance(() -> now);
        private boolean isDown;
        private int served;
        private int failed;

        private Seller(String name, double cost) {
            this.name = name;
            this.cost = cost;
        }

        private Contender<Seller> contender() {
            return new Contender<>(this, cost, 64, performance.view(), 1, Instant.EPOCH, Address.ZERO);
        }

        /** Whether it answered. */
        private boolean answers() {
            Performance.Trial trial = performance.begin();
            if (isDown) {
                failed++;
                trial.failed();
                return false;
            }
            served++;
            trial.answered(Duration.ofMillis(20), Duration.ofMillis(50), 10);
            return true;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private void calls(int times, Random random) {
        for (int i = 0; i < times; i++) {
            now += BETWEEN_CALLS.toNanos();
            List<Seller> inOrder = Choice.perhapsProbing(
                    List.of(best.contender(), other.contender()), Preference.PRICE, random::nextInt);
            assertThat(inOrder).anyMatch(Seller::answers);
        }
    }

    private void goesDownUnderLoad() {
        Deque<Performance.Trial> onTheirWay = new ArrayDeque<>();
        for (int i = 0; i < ON_THEIR_WAY; i++) {
            onTheirWay.add(best.performance.begin());
        }
        best.isDown = true;
        onTheirWay.forEach(Performance.Trial::failed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void servesMostCallsAgainSoonAfterItsReturn(long seed) {
        Random random = new Random(seed);
        calls(100, random);
        assertThat(best.served).isEqualTo(100);
        goesDownUnderLoad();
        calls(600, random);
        assertThat(best.failed).as("a small share of the calls tries it").isLessThan(20);

        best.isDown = false;
        best.served = 0;
        calls(1_000, random);

        assertThat(best.served).isGreaterThan(500);
    }
}
