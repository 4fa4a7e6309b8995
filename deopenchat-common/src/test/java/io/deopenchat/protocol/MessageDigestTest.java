package io.deopenchat.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.TypedMessage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageDigestTest {
    private static final Prices FREE = new Prices(Wei.ZERO, TokenPrice.FREE, TokenPrice.FREE);

    static List<TypedMessage> messages() {
        return new VectorFile().messages();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void changingAnySingleFieldChangesTheDigest(TypedMessage message) {
        List<Record> mutants = Mutants.of((Record) message);
        assertThat(mutants).hasSize(WireFields.of(message).size());
        Set<Bytes32> digests = new HashSet<>(List.of(TestDomain.DOMAIN.digest(message)));
        for (Record mutant : mutants) {
            assertThat(digests.add(TestDomain.DOMAIN.digest((TypedMessage) mutant)))
                    .as("%s has a digest of its own", mutant)
                    .isTrue();
        }
    }

    @Test
    void messagesOfDifferentTypesNeverShareADigest() {
        Address address = SampleMessages.seeded(9).address();
        assertThat(TestDomain.DOMAIN.digest(new Flag(address, Wei.ZERO)))
                .isNotEqualTo(TestDomain.DOMAIN.digest(new Bind(address, Address.ZERO)));
    }

    @Test
    void sequencesStartAtOne() {
        assertThatThrownBy(() -> request(0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sequence must be at least 1, got 0");
        assertThatThrownBy(() -> request(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> receipt(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noNumberIsNegative() {
        Address address = Address.ZERO;
        assertThatThrownBy(() -> request(1, -1)).hasMessage("deadline must not be negative, got -1");
        assertThatThrownBy(() -> new Access(address, "GET /", -1)).hasMessageContaining("deadline");
        assertThatThrownBy(() -> new TopUp(address, address, Wei.ZERO, -1)).hasMessageContaining("deadline");
        assertThatThrownBy(() -> new Release(address, address, Wei.ZERO, -1, 0)).hasMessageContaining("nonce");
        assertThatThrownBy(() -> new Release(address, address, Wei.ZERO, 0, -1)).hasMessageContaining("deadline");
        assertThatThrownBy(() -> new Confirmation(address, Wei.ZERO, -1, 0, Transcript.START))
                .hasMessageContaining("rounds");
        assertThatThrownBy(() -> new Confirmation(address, Wei.ZERO, 0, -1, Transcript.START))
                .hasMessageContaining("tokens");
    }

    private static InferenceRequest request(long sequence, long deadline) {
        return new InferenceRequest(
                Address.ZERO, sequence, Bytes32.ZERO, Bytes32.ZERO, FREE, Wei.ZERO, Wei.ZERO, deadline);
    }

    private static Receipt receipt(long sequence) {
        return new Receipt(
                Address.ZERO, sequence, Bytes32.ZERO, Bytes32.ZERO, Usage.NONE, Wei.ZERO, RoundStatus.COMPLETE);
    }
}
