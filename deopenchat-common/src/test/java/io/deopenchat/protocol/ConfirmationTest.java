package io.deopenchat.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.TestKey;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ConfirmationTest {
    private static final Address PROVIDER = TestKey.PROVIDER.address();
    private final Confirmation none = Confirmation.none(PROVIDER);

    @Test
    void startsWithNothingOwed() {
        assertThat(none).isEqualTo(new Confirmation(PROVIDER, Wei.ZERO, 0, 0, Bytes32.ZERO));
    }

    @Test
    void oneMoreRoundAddsItsCostAndBothKindsOfTokens() {
        Receipt receipt = receipt(1, 30, 70, Wei.of(41));
        Bytes32 digest = TestDomain.DOMAIN.digest(receipt);
        assertThat(none.and(receipt, digest))
                .isEqualTo(new Confirmation(PROVIDER, Wei.of(41), 1, 100, Transcript.append(Transcript.START, digest)));
    }

    @Test
    void manyRoundsAddUpInTheirOrder() {
        List<Receipt> receipts = LongStream.rangeClosed(1, 50)
                .mapToObj(n -> receipt(n, n, 2 * n, Wei.of(n)))
                .toList();
        Confirmation total = confirmed(receipts);
        assertThat(total.cumulativeCost()).isEqualTo(Wei.of(1_275));
        assertThat(total.rounds()).isEqualTo(50);
        assertThat(total.tokens()).isEqualTo(3_825);
        Confirmation reversed = confirmed(receipts.reversed());
        assertThat(reversed.cumulativeCost()).isEqualTo(total.cumulativeCost());
        assertThat(reversed.transcript()).isNotEqualTo(total.transcript());
    }

    @Test
    void refusesToCountBeyondItsRange() {
        Receipt one = receipt(1, 1, 0, Wei.of(1));
        Bytes32 digest = TestDomain.DOMAIN.digest(one);
        assertThatThrownBy(() -> confirmation(Wei.MAX, 0, 0).and(one, digest)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> confirmation(Wei.ZERO, Long.MAX_VALUE, 0).and(one, digest))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> confirmation(Wei.ZERO, 0, Long.MAX_VALUE).and(one, digest))
                .isInstanceOf(ArithmeticException.class);
        Receipt absurd = receipt(1, Long.MAX_VALUE, 1, Wei.ZERO);
        assertThatThrownBy(() -> none.and(absurd, digest)).isInstanceOf(ArithmeticException.class);
    }

    private Confirmation confirmed(List<Receipt> receipts) {
        Confirmation confirmation = none;
        for (Receipt receipt : receipts) {
            confirmation = confirmation.and(receipt, TestDomain.DOMAIN.digest(receipt));
        }
        return confirmation;
    }

    private static Confirmation confirmation(Wei cost, long rounds, long tokens) {
        return new Confirmation(PROVIDER, cost, rounds, tokens, Transcript.START);
    }

    private static Receipt receipt(long sequence, long promptTokens, long completionTokens, Wei cost) {
        return new Receipt(
                TestKey.CLIENT.address(),
                sequence,
                Bytes32.ZERO,
                Bytes32.ZERO,
                new Usage(promptTokens, completionTokens),
                cost,
                RoundStatus.COMPLETE);
    }
}
