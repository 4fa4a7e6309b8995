package io.deopenchat.bridge.counterparty;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.config.Preference;
import io.deopenchat.signing.Address;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChoiceTest {
    private static final Instant EARLY = Instant.ofEpochSecond(1_700_000_000);
    private static final Performance.View NEW = new Performance.View(true, 1, false, 0, 0, 0, false);

    private static Contender<String> seller(String name, double cost, Performance.View view) {
        return seller(name, cost, 8, view, 1);
    }

    private static Contender<String> seller(
            String name, double cost, int capacity, Performance.View view, double trust) {
        return new Contender<>(name, cost, capacity, view, trust, EARLY, address(name));
    }

    private static Address address(String name) {
        return Address.parse("0x" + "%040x".formatted(name.hashCode()));
    }

    private static Performance.View measured(double firstByteSeconds, double success) {
        return new Performance.View(true, success, true, firstByteSeconds, 0, 0, false);
    }

    private static Performance.View busy(int inFlight) {
        return new Performance.View(true, 1, false, 0, 0, inFlight, false);
    }

    private static List<String> order(Preference preference, List<Contender<String>> sellers) {
        return Choice.bestFirst(sellers, preference);
    }

    /** Of two that sell the same model, what a costs and takes against what b does. */
    @ParameterizedTest
    @CsvSource({
        "PRICE,    100, 1.0, 1.0, 101, 1.0, 1.0, a",
        "PRICE,    100, 8.0, 1.0, 200, 1.0, 1.0, a",
        "PRICE,    100, 32,  1.0, 200, 1.0, 1.0, b",
        "BALANCED, 100, 1.9, 1.0, 200, 1.0, 1.0, a",
        "BALANCED, 100, 2.1, 1.0, 200, 1.0, 1.0, b",
        "SPEED,    100, 2.1, 1.0, 200, 1.0, 1.0, b",
        "SPEED,    100, 1.0, 1.0, 900, 0.9, 1.0, a",
        "BALANCED, 100, 1.0, 0.8, 200, 1.0, 1.0, b",
        "BALANCED, 100, 1.0, 0.9, 200, 1.0, 1.0, a",
    })
    void weighsPriceTimeAndSuccess(
            Preference preference,
            double costA,
            double secondsA,
            double successA,
            double costB,
            double secondsB,
            double successB,
            String best) {
        assertThat(order(
                                preference,
                                List.of(
                                        seller("a", costA, measured(secondsA, successA)),
                                        seller("b", costB, measured(secondsB, successB))))
                        .getFirst())
                .isEqualTo(best);
    }

    @Test
    void measuresWhoWasNeverAsked() {
        assertThat(order(
                        Preference.BALANCED,
                        List.of(
                                seller("slow", 100, measured(3, 1)),
                                seller("fast", 100, measured(1, 1)),
                                seller("new", 99, NEW))))
                .containsExactly("new", "fast", "slow");
    }

    @Test
    void spreadsCallsOverEqualOnes() {
        assertThat(order(Preference.BALANCED, List.of(seller("a", 100, busy(4)), seller("b", 100, busy(1)))))
                .containsExactly("b", "a");
    }

    @Test
    void prefersADearOneWithAPlaceToACheapOneWithout() {
        assertThat(order(
                        Preference.PRICE,
                        List.of(seller("full", 1, 2, busy(2), 1), seller("free", 1_000, 2, busy(1), 1))))
                .containsExactly("free", "full");
    }

    @Test
    void asksWhoRestsLast() {
        Performance.View resting = new Performance.View(false, 1, true, 1, 0, 0, false);

        assertThat(order(
                        Preference.PRICE,
                        List.of(
                                seller("resting", 1, resting),
                                seller("full", 1_000, 1, busy(1), 1),
                                seller("dear", 1_000, NEW))))
                .containsExactly("dear", "full", "resting");
    }

    @Test
    void trustsLessWhoIsTrustedHalf() {
        assertThat(order(
                        Preference.PRICE,
                        List.of(
                                seller("a", 100, 8, NEW, 0.5),
                                seller("b", 199, 8, NEW, 1),
                                seller("c", 201, 8, NEW, 1))))
                .containsExactly("b", "a", "c");
    }

    @Test
    void takesTheOldestOfEquals() {
        Contender<String> young = new Contender<>("young", 100, 8, NEW, 1, EARLY.plusSeconds(1), address("a"));
        Contender<String> old = new Contender<>("old", 100, 8, NEW, 1, EARLY, address("z"));

        assertThat(order(Preference.BALANCED, List.of(young, old))).containsExactly("old", "young");
        assertThat(order(Preference.BALANCED, List.of(old, young))).containsExactly("old", "young");
    }

    @Test
    void putsUpWithWhoCostsNothingHasNoCapacityAndNoTrust() {
        assertThat(order(Preference.BALANCED, List.of(seller("odd", 0, 0, NEW, 0), seller("sound", 100, NEW))))
                .containsExactly("sound", "odd");
    }

    @Test
    void choosesNobodyFromNobody() {
        assertThat(order(Preference.BALANCED, List.of())).isEmpty();
    }
}
