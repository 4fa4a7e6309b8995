package io.deopenchat.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeiTest {
    private static final String MAX = "79228162514264337593543950335";
    private static final String ONE_TOO_MANY = "79228162514264337593543950336";

    @Test
    void isNeverNegative() {
        assertThatThrownBy(() -> Wei.of(-1))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("-1")
                .hasMessageContaining("2^96");
    }

    @Test
    void isNeverAboveUint96() {
        assertThatThrownBy(() -> new Wei(new BigInteger(ONE_TOO_MANY))).isInstanceOf(ArithmeticException.class);
        assertThat(new Wei(new BigInteger(MAX))).isEqualTo(Wei.MAX);
    }

    @Test
    void refusesASumThatOverflows() {
        assertThatThrownBy(() -> Wei.MAX.plus(Wei.of(1))).isInstanceOf(ArithmeticException.class);
        assertThat(Wei.MAX.plus(Wei.ZERO)).isEqualTo(Wei.MAX);
    }

    @Test
    void refusesADifferenceBelowZero() {
        assertThatThrownBy(() -> Wei.of(1).minus(Wei.of(2))).isInstanceOf(ArithmeticException.class);
        assertThat(Wei.of(2).minus(Wei.of(2))).isEqualTo(Wei.ZERO);
    }

    @Test
    void plusOrMaxStopsAtTheMaximum() {
        assertThat(Wei.of(1).plusOrMax(Wei.of(2))).isEqualTo(Wei.of(3));
        assertThat(Wei.MAX.minus(Wei.of(1)).plusOrMax(Wei.of(1))).isEqualTo(Wei.MAX);
        assertThat(Wei.MAX.plusOrMax(Wei.of(1))).isEqualTo(Wei.MAX);
        assertThat(Wei.MAX.plusOrMax(Wei.MAX)).isEqualTo(Wei.MAX);
    }

    @Test
    void minusOrZeroStopsAtZero() {
        assertThat(Wei.of(1).minusOrZero(Wei.of(2))).isEqualTo(Wei.ZERO);
        assertThat(Wei.of(2).minusOrZero(Wei.of(2))).isEqualTo(Wei.ZERO);
        assertThat(Wei.of(3).minusOrZero(Wei.of(2))).isEqualTo(Wei.of(1));
        assertThat(Wei.ZERO.minusOrZero(Wei.MAX)).isEqualTo(Wei.ZERO);
    }

    @Test
    void arithmeticAgreesWithItsInverse() {
        Random random = new Random(96);
        for (int i = 0; i < 1_000; i++) {
            Wei a = new Wei(new BigInteger(random.nextInt(96), random));
            Wei b = new Wei(new BigInteger(random.nextInt(96), random));
            assertThat(a.plus(b).minus(b)).isEqualTo(a);
            assertThat(a.plus(b)).isEqualTo(b.plus(a));
            assertThat(a.min(b).plus(a.max(b))).isEqualTo(a.plus(b));
            assertThat(a.minusOrZero(b).plus(a.min(b))).isEqualTo(a);
        }
    }

    @Test
    void comparisonsAreStrict() {
        Wei one = Wei.of(1);
        Wei two = Wei.of(2);
        assertThat(two.isAbove(one)).isTrue();
        assertThat(one.isAbove(one)).isFalse();
        assertThat(one.isBelow(two)).isTrue();
        assertThat(one.isBelow(one)).isFalse();
        assertThat(Wei.ZERO.isZero()).isTrue();
        assertThat(one.isZero()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "10", "79228162514264337593543950335"})
    void readsAndWritesTheCanonicalForm(String text) {
        assertThat(Wei.parseCanonical(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "00",
                "01",
                "+1",
                "-1",
                "-0",
                " 1",
                "1 ",
                "1\n",
                "1.0",
                "1e3",
                "0x1",
                "1_000",
                "1,000",
                "١",
                "１",
                "wei",
                "1wei",
                "79228162514264337593543950336",
                "100000000000000000000000000000"
            })
    void refusesEveryOtherFormOnTheWire(String text) {
        assertThatThrownBy(() -> Wei.parseCanonical(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theMessageAboutALongTextIsShort() {
        assertThatThrownBy(() -> Wei.parseCanonical("x".repeat(10_000)))
                .message()
                .hasSizeLessThan(100);
        assertThatThrownBy(() -> Wei.parseWithUnit("9".repeat(10_000)))
                .message()
                .hasSizeLessThan(200);
    }

    @ParameterizedTest
    @CsvSource({
        "250, 250",
        "0, 0",
        "007, 7",
        "1wei, 1",
        "1 attofil, 1",
        "3gwei, 3000000000",
        "3 nanofil, 3000000000",
        "0.000000001 gwei, 1",
        "1000GWEI, 1000000000000",
        "0.02 fil, 20000000000000000",
        "0.02FIL, 20000000000000000",
        "1 tfil, 1000000000000000000",
        "1ether, 1000000000000000000",
        "1.5 eth, 1500000000000000000",
        "0.000000000000000001 ether, 1",
        "'  2 wei  ', 2",
        "1.000 wei, 1",
        "79228162514.264337593543950335 ether, 79228162514264337593543950335",
    })
    void readsUnitsExactly(String text, String baseUnits) {
        assertThat(Wei.parseWithUnit(text)).hasToString(baseUnits);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fil",
                "-1",
                "-1 fil",
                "+1",
                "1.",
                ".5",
                "1.5",
                "0.5 wei",
                "0.0000000001 gwei",
                "1e18",
                "1 fil 2",
                "1 dollar",
                "1,5 fil",
                "0x10",
                "NaN",
                "1 kwei",
                "79228162514264337593543950336",
                "79228162515 ether"
            })
    void refusesWhatIsNotAWholeNumberOfBaseUnits(String text) {
        assertThatThrownBy(() -> Wei.parseWithUnit(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void refusesToReadAnEndlessNumber() {
        assertThatThrownBy(() -> Wei.parseWithUnit("0." + "0".repeat(100) + "1 ether"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
