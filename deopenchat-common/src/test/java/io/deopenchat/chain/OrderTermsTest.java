package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Hash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Terms that would be sent. What others posted may be anything: {@link OrderCodecTest}. */
class OrderTermsTest {
    private static final Wei STAKE = Wei.of(1);
    private static final Instant LOCK_UNTIL = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration SERVE = Duration.ofHours(2);
    private static final Duration SILENCE = Duration.ofMinutes(3);

    @Test
    void whatARecordCanMeetIsSensible() {
        Criteria strict = new Criteria(Wei.MAX, Long.MAX_VALUE, Long.MAX_VALUE, 10_000, 10_000, 0);
        Criteria lenient = new Criteria(Wei.ZERO, 0, 0, 0, 0, 65_535);

        assertThatCode(terms(STAKE, LOCK_UNTIL, SERVE, SILENCE, strict)::requireSensible)
                .doesNotThrowAnyException();
        assertThatCode(terms(STAKE, LOCK_UNTIL, SERVE, SILENCE, lenient)::requireSensible)
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void saysWhatIsNoSense(OrderTerms terms, String sentence) {
        assertThatIllegalArgumentException().isThrownBy(terms::requireSensible).withMessage(sentence);
    }

    static Stream<Arguments> nonsense() {
        return Stream.of(
                Arguments.of(
                        terms(Wei.ZERO, LOCK_UNTIL, SERVE, SILENCE, Criteria.NONE),
                        "the stake of an order is zero base units; stake what it may cost"),
                Arguments.of(
                        terms(STAKE, LOCK_UNTIL.plusMillis(1), SERVE, SILENCE, Criteria.NONE),
                        "the time until which an order can be locked must be whole seconds, it is"
                                + " 2026-01-02T03:04:05.001Z"),
                Arguments.of(
                        terms(STAKE, LOCK_UNTIL, SERVE.plusMillis(1), SILENCE, Criteria.NONE),
                        "the time to serve must be whole seconds, it is PT2H0.001S"),
                Arguments.of(
                        terms(STAKE, LOCK_UNTIL, SERVE, Duration.ofMillis(1), Criteria.NONE),
                        "the time to stay silent must be whole seconds, it is PT0.001S"),
                Arguments.of(
                        terms(STAKE, LOCK_UNTIL, Duration.ofHours(-2), SILENCE, Criteria.NONE),
                        "the time to serve must be at least one second, it is PT-2H"),
                Arguments.of(
                        terms(STAKE, LOCK_UNTIL, SERVE, Duration.ZERO, Criteria.NONE),
                        "the time to stay silent must be at least one second, it is PT0S"),
                Arguments.of(
                        demanding(-1, 0, 0, 0, 0),
                        "the smallest number of rounds must be 0 to 9223372036854775807, it is -1"),
                Arguments.of(
                        demanding(0, -1, 0, 0, 0),
                        "the smallest number of clients must be 0 to 9223372036854775807, it is -1"),
                Arguments.of(
                        demanding(0, 0, 10_001, 0, 0),
                        "the smallest share of finished orders in basis points must be 0 to 10000, it is 10001"),
                Arguments.of(
                        demanding(0, 0, -1, 0, 0),
                        "the smallest share of finished orders in basis points must be 0 to 10000, it is -1"),
                Arguments.of(
                        demanding(0, 0, 0, 10_001, 0),
                        "the smallest share of preferred value in basis points must be 0 to 10000, it is 10001"),
                Arguments.of(
                        demanding(0, 0, 0, -1, 0),
                        "the smallest share of preferred value in basis points must be 0 to 10000, it is -1"),
                Arguments.of(
                        demanding(0, 0, 0, 0, 65_536),
                        "the largest share of flagged value in basis points must be 0 to 65535, it is 65536"),
                Arguments.of(
                        demanding(0, 0, 0, 0, -1),
                        "the largest share of flagged value in basis points must be 0 to 65535, it is -1"));
    }

    private static OrderTerms demanding(long rounds, long clients, int finished, int preferred, int flagged) {
        return terms(
                STAKE,
                LOCK_UNTIL,
                SERVE,
                SILENCE,
                new Criteria(Wei.ZERO, rounds, clients, finished, preferred, flagged));
    }

    private static OrderTerms terms(
            Wei stake, Instant lockUntil, Duration timeToServe, Duration maxSilence, Criteria criteria) {
        return new OrderTerms(
                Hash.keccak256("model"),
                stake,
                new Prices(Wei.ZERO, TokenPrice.FREE, TokenPrice.FREE),
                lockUntil,
                timeToServe,
                maxSilence,
                criteria,
                List.of());
    }
}
