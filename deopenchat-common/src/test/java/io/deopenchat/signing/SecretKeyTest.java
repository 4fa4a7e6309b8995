package io.deopenchat.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretKeyTest {
    private static final String DIGITS = "8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63";
    private static final String ORDER = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    private static final String BELOW_ORDER = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140";

    @Test
    void isNeverPrinted() {
        SecretKey key = SecretKey.parse(DIGITS);
        assertThat(key.toString()).doesNotContainIgnoringCase(DIGITS.substring(0, 8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be6",
                "8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be633",
                "8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be6g",
                "0x8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be",
                "0x0x8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63",
                "8f2a55949038a9610f50fb23b5883af3 b4ecb3c3bb792cbcefbd1542c692be63"
            })
    void noMessageOfAFailureRepeatsTheText(String mistyped) {
        Throwable failure = catchThrowable(() -> SecretKey.parse(mistyped));
        assertThat(failure).isInstanceOf(IllegalArgumentException.class);
        assertThat(printed(failure)).doesNotContain("8f2a", "be63", "b4ecb3c3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0x",
                "0000000000000000000000000000000000000000000000000000000000000000",
                ORDER,
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            })
    void refusesWhatIsNoScalarOfTheCurve(String text) {
        Throwable failure = catchThrowable(() -> SecretKey.parse(text));
        assertThat(failure).isInstanceOf(IllegalArgumentException.class);
        assertThat(printed(failure)).doesNotContain(ORDER);
    }

    @Test
    void readsTheUsualSpellings() {
        for (String spelling :
                List.of(DIGITS, "0x" + DIGITS, DIGITS.toUpperCase(Locale.ROOT), "0X" + DIGITS, " " + DIGITS + "\n")) {
            assertThat(SecretKey.parse(spelling).exposed()).isEqualTo(Hex.parse("0x" + DIGITS, 32));
        }
        assertThat(SecretKey.parse(BELOW_ORDER).exposed()).hasSize(32);
    }

    @Test
    void whatIsExposedIsACopy() {
        SecretKey key = SecretKey.parse(DIGITS);
        Arrays.fill(key.exposed(), (byte) 0);
        assertThat(Hex.of(key.exposed())).isEqualTo("0x" + DIGITS);
    }

    @Test
    void generatesADifferentKeyEveryTime() {
        SecureRandom random = new SecureRandom();
        assertThat(SecretKey.generate(random).exposed())
                .hasSize(32)
                .isNotEqualTo(SecretKey.generate(random).exposed());
    }

    private static String printed(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
