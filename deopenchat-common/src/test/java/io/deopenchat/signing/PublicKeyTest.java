package io.deopenchat.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicKeyTest {
    private final PublicKey key = TestKey.CLIENT.signer().publicKey();

    @Test
    void readsItsOwnForm() {
        assertThat(PublicKey.parse(key.toString())).isEqualTo(key).hasSameHashCodeAs(key);
        assertThat(PublicKey.of(key.toArray())).isEqualTo(key);
    }

    @Test
    void readsTheUncompressedFormOfSec1() {
        assertThat(PublicKey.parse("0x04" + key.toString().substring(2))).isEqualTo(key);
    }

    /** Coordinates that begin with 04 are 64 bytes long, and nothing is cut off. */
    @Test
    void aCoordinateThatBeginsWith04IsNoPrefix() {
        String digits = "04" + "11".repeat(63);
        assertThat(PublicKey.parse("0x" + digits)).hasToString("0x" + digits);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 32, 33, 63, 65, 66})
    void refusesOtherThan64Bytes(int length) {
        assertThatThrownBy(() -> PublicKey.of(new byte[length]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got " + length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x02", "0x03", "0x06"})
    void refusesOtherPrefixes(String prefix) {
        assertThatThrownBy(() -> PublicKey.parse(prefix + key.toString().substring(2)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
