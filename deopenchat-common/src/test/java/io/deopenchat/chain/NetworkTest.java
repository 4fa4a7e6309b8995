package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NetworkTest {
    @Test
    void knowsNoOtherName() {
        assertThat(Network.named("mainnet")).isEmpty();
        assertThat(Network.names()).isEqualTo("local, filecoin, calibration");
    }

    @Test
    void isCautiousOnAnUnknownChain() {
        Network unknown = Network.ofChain(1);

        assertThat(unknown.chainId()).isEqualTo(1);
        assertThat(unknown.endpoint()).isNull();
        assertThat(unknown.confirmationDepth()).isPositive();
    }

    @Test
    void findsANetworkByNameAndByChain() {
        assertThat(Network.named("Calibration")).contains(Network.CALIBRATION);
        assertThat(Network.ofChain(314)).isEqualTo(Network.FILECOIN);
    }

    @Test
    void waitsForBlocksOfHalfAMinuteOnFilecoin() {
        assertThat(Network.FILECOIN.pollInterval()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(15));
        assertThat(Network.FILECOIN.receiptWait()).isGreaterThanOrEqualTo(Duration.ofMinutes(5));
        assertThat(Network.FILECOIN.gasMarginPercent()).isZero();
        assertThat(Network.CALIBRATION.maxLogRange()).isLessThanOrEqualTo(2_880);
    }
}
