package io.deopenchat.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Bytes32Test {
    private final Bytes32 hash = Hash.keccak256("abc");

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33, 64})
    void refusesEveryOtherLength(int length) {
        assertThatThrownBy(() -> Bytes32.of(new byte[length]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got " + length);
        assertThatThrownBy(() -> Bytes32.parse(Hex.of(new byte[length]))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesUpperCaseOnTheWire() {
        String upper = "0x" + hash.toString().substring(2).toUpperCase(Locale.ROOT);
        assertThatThrownBy(() -> Bytes32.parse(upper))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lower-case");
    }

    @Test
    void readsItsOwnWireForm() {
        assertThat(Bytes32.parse(hash.toString())).isEqualTo(hash).hasSameHashCodeAs(hash);
        assertThat(hash).isNotEqualTo(Bytes32.ZERO);
    }

    @Test
    void isNotChangedThroughItsArrays() {
        byte[] bytes = hash.toArray();
        Bytes32 copy = Bytes32.of(bytes);
        Arrays.fill(bytes, (byte) 0);
        Arrays.fill(copy.toArray(), (byte) 0);
        assertThat(copy).isEqualTo(hash);
    }
}
