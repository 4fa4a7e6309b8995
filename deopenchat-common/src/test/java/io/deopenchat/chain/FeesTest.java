package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.money.Wei;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeesTest {
    private static Fees fees(long tip, long maxFee) {
        return new Fees(BigInteger.valueOf(tip), BigInteger.valueOf(maxFee));
    }

    @Test
    void aTipAboveTheFeeAndAFeeBelowZeroAreRefused() {
        assertThatThrownBy(() -> fees(2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> fees(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 1, 1",
        "0, 1, 1, 2",
        "8, 16, 9, 18",
        "9, 17, 11, 20",
        "1000000000, 3000000001, 1125000000, 3375000002"
    })
    void aReplacementOffersAnEighthMoreRoundedUp(long tip, long maxFee, long nextTip, long nextMaxFee) {
        assertThat(fees(tip, maxFee).bumped(fees(0, 0))).isEqualTo(fees(nextTip, nextMaxFee));
    }

    @ParameterizedTest
    @CsvSource({"2, 10, 1000, 100, 2, 10", "2, 10, 999, 100, 2, 9", "2, 10, 100, 100, 1, 1", "2, 10, 99, 100, 0, 0"})
    void neverCostsMoreThanItMay(long tip, long maxFee, long most, long gasLimit, long newTip, long newMaxFee) {
        assertThat(fees(tip, maxFee).within(Wei.of(most), gasLimit)).isEqualTo(fees(newTip, newMaxFee));
    }

    @Test
    void aReplacementOffersAtLeastWhatIsAdvised() {
        assertThat(fees(8, 16).bumped(fees(10, 17))).isEqualTo(fees(10, 18));
        assertThat(fees(8, 16).bumped(fees(7, 100))).isEqualTo(fees(9, 100));
    }

    @Test
    void aTransactionPaysBaseFeeAndTipUpToItsLimit() {
        GasPrice price = new GasPrice(BigInteger.valueOf(10), BigInteger.valueOf(3));

        assertThat(price.fees()).isEqualTo(fees(3, 23));
        assertThat(price.perGas()).isEqualTo(13);
        assertThat(price.perGas(fees(5, 20))).isEqualTo(15);
        assertThat(price.perGas(fees(5, 12))).isEqualTo(12);
    }

    @ParameterizedTest
    @CsvSource({
        "nonce too low, NONCE_USED",
        "message nonce too low, NONCE_USED",
        "replacement transaction underpriced, UNDERPRICED",
        "transaction underpriced, UNDERPRICED",
        "Insufficient funds for gas * price + value, TOO_POOR",
        "not enough funds to execute transaction, TOO_POOR",
        "something new, OTHER",
    })
    void aRefusalIsKnownByTheWordsOfTheNode(String words, Delivery.Reason reason) {
        assertThat(Delivery.refused(new RpcFailure("node", "eth_sendRawTransaction", -32_000, words)))
                .isInstanceOfSatisfying(
                        Delivery.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    @Test
    void whatTheNodeHasAlreadyIsAccepted() {
        assertThat(Delivery.refused(new RpcFailure("node", "eth_sendRawTransaction", -32_000, "already known")))
                .isEqualTo(new Delivery.Accepted());
    }
}
