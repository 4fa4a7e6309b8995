package io.deopenchat.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MessageTypeTest {
    private final MessageType pair = new MessageType("Pair(uint96 first,uint64 second)");

    @Test
    void refusesToHashWithAMemberMissing() {
        assertThatThrownBy(() -> pair.struct().put(1).hash())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2 members, 1 were put");
    }

    @Test
    void refusesAMemberTooMany() {
        assertThatThrownBy(() -> pair.struct().put(1).put(2).put(3)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void theTypeHashIsTheHashOfTheSignature() {
        assertThat(pair.typeHash()).isEqualTo(Hash.keccak256(pair.signature()));
    }

    @Test
    void aNumberHashesTheSameWhateverItsJavaType() {
        assertThat(pair.struct().put(1).put(Long.MAX_VALUE).hash())
                .isEqualTo(pair.struct()
                        .put(BigInteger.ONE)
                        .put(BigInteger.valueOf(Long.MAX_VALUE))
                        .hash());
    }

    @Test
    void theOrderOfMembersMatters() {
        assertThat(pair.struct().put(1).put(2).hash())
                .isNotEqualTo(pair.struct().put(2).put(1).hash());
    }

    @Test
    void aNumberWithItsHighestBitSetIsNotCut() {
        BigInteger largest = BigInteger.TWO.pow(96).subtract(BigInteger.ONE);
        byte[] words = new byte[96];
        System.arraycopy(pair.typeHash().toArray(), 0, words, 0, 32);
        Arrays.fill(words, 64 - 12, 64, (byte) 0xff);
        assertThat(pair.struct().put(largest).put(0).hash()).isEqualTo(Hash.keccak256(words));
    }
}
