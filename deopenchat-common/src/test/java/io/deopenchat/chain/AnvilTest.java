package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.money.Wei;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AnvilTest {
    @Test
    void leavesNoProcessBehind() {
        long before = children();
        Anvil anvil = Anvil.start();
        assertThat(children()).isGreaterThan(before);

        anvil.close();

        assertThat(children()).isEqualTo(before);
    }

    @Test
    void isSteered() {
        try (Anvil anvil = Anvil.start();
                ChainClient client = anvil.client()) {
            anvil.setBalance(Anvil.address(3), Wei.of(7));
            String snapshot = anvil.snapshot();
            anvil.mine(3);
            assertThat(client.headBlock()).isEqualTo(3);
            anvil.reorg(1);
            assertThat(client.headBlock()).isEqualTo(3);
            Instant before = client.headTime();
            anvil.increaseTime(Duration.ofHours(1));
            assertThat(client.headTime()).isAfterOrEqualTo(before.plus(Duration.ofHours(1)));
            anvil.revert(snapshot);
            assertThat(client.headBlock()).isZero();
            assertThat(client.balance(Anvil.address(3))).isEqualTo(Wei.of(7));
        }
    }

    private static long children() {
        return ProcessHandle.current().descendants().count();
    }
}
