package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.Operators.TimedOperator;
import io.deopenchat.signing.Address;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OperatorsTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
    private static final Address PRESENT = Anvil.address(1);
    private static final Address NAMED = Anvil.address(2);
    private static final Address REPLACED = Anvil.address(3);

    @Test
    void theNamedOneSignsReceiptsFromTheSecondOnThatWasAnnounced() {
        Operators operators = new Operators(PRESENT, NAMED, new TimedOperator(NAMED, TIME), null);

        assertThat(operators.forReceipts(TIME.minusSeconds(1))).isEqualTo(PRESENT);
        assertThat(operators.forReceipts(TIME)).isEqualTo(NAMED);
    }

    @Test
    void aReplacedOneIsValidUntilItsTime() {
        Operators operators = new Operators(PRESENT, PRESENT, null, new TimedOperator(REPLACED, TIME));

        assertThat(operators.validForReceipts(TIME.minusSeconds(1))).containsExactly(PRESENT, REPLACED);
        assertThat(operators.validForReceipts(TIME)).containsExactly(PRESENT);
    }

    @Test
    void theOneThatWasReplacedSinceTheLastLookIsValid() {
        Operators operators =
                new Operators(PRESENT, NAMED, new TimedOperator(NAMED, TIME), new TimedOperator(REPLACED, TIME));

        assertThat(operators.validForReceipts(TIME.minusSeconds(1))).containsExactly(PRESENT, REPLACED);
        assertThat(operators.validForReceipts(TIME)).containsExactly(NAMED, PRESENT);
    }
}
