package io.deopenchat.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class TokenPriceTest {
    @Test
    void aPricePerThousandIsAThousandthOfThePricePerMillion() {
        assertThat(TokenPrice.perThousand(Wei.of(250))).isEqualTo(new TokenPrice(Wei.of(250_000)));
        assertThat(TokenPrice.perThousand(Wei.ZERO)).isEqualTo(TokenPrice.FREE);
    }

    @Test
    void refusesAPricePerThousandThatDoesNotFitPerMillion() {
        Wei largest = new Wei(Wei.MAX.value().divide(BigInteger.valueOf(1_000)));
        assertThat(TokenPrice.perThousand(largest).perMillion()).isLessThanOrEqualTo(Wei.MAX);
        assertThatThrownBy(() -> TokenPrice.perThousand(largest.plus(Wei.of(1))))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void ordersByPrice() {
        assertThat(new TokenPrice(Wei.of(2))).isGreaterThan(new TokenPrice(Wei.of(1)));
    }
}
