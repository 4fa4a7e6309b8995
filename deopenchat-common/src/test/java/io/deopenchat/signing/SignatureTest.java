package io.deopenchat.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
    private static final BigInteger R = BigInteger.valueOf(0xabcdef);
    private static final BigInteger S = BigInteger.valueOf(0x123456);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 26, 29, 30, 35, 36, 127, 128, 255})
    void refusesAnyVBut27And28(int v) {
        assertThatThrownBy(() -> Signature.of(bytes(R, S, v)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("27 or 28");
    }

    @ParameterizedTest
    @ValueSource(ints = {27, 28})
    void acceptsBothRecoveryIds(int v) {
        assertThat(Signature.of(bytes(R, S, v)).recoveryId()).isEqualTo(v - 27);
    }

    @Test
    void refusesTheOtherHalfOfS() {
        Signature signature = TestKey.CLIENT.signer().sign(Hash.keccak256("malleable"));
        BigInteger s = new BigInteger(1, signature.rs(), 32, 32);
        byte[] twin =
                bytes(new BigInteger(1, signature.rs(), 0, 32), Curve.ORDER.subtract(s), 28 - signature.recoveryId());
        assertThatThrownBy(() -> Signature.of(twin))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lower half");
    }

    @Test
    void theLargestSIsHalfTheOrder() {
        assertThat(Signature.of(bytes(R, Curve.HALF_ORDER, 27)).rs()).hasSize(64);
        assertThatThrownBy(() -> Signature.of(bytes(R, Curve.HALF_ORDER.add(BigInteger.ONE), 27)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesROutsideTheOrder() {
        assertThat(Signature.of(bytes(Curve.ORDER.subtract(BigInteger.ONE), S, 27))
                        .rs())
                .hasSize(64);
        for (BigInteger r : new BigInteger[] {
            BigInteger.ZERO, Curve.ORDER, BigInteger.TWO.pow(256).subtract(BigInteger.ONE)
        }) {
            assertThatThrownBy(() -> Signature.of(bytes(r, S, 27)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("r and s");
        }
    }

    @Test
    void refusesAnSOfZero() {
        assertThatThrownBy(() -> Signature.of(bytes(R, BigInteger.ZERO, 27)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32, 63, 64, 66, 130})
    void refusesEveryLengthBut65(int length) {
        byte[] bytes = Arrays.copyOf(bytes(R, S, 27), length);
        assertThatThrownBy(() -> Signature.of(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got " + length);
        assertThatThrownBy(() -> Signature.parse(Hex.of(bytes))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesEveryTruncatedWireForm() {
        String whole = Signature.of(bytes(R, S, 28)).toString();
        for (int length = 0; length < whole.length(); length++) {
            String truncated = whole.substring(0, length);
            assertThatThrownBy(() -> Signature.parse(truncated)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesOtherSpellingsOfTheWireForm() {
        String whole = Signature.of(bytes(R, S, 28)).toString();
        for (String other : new String[] {
            whole.toUpperCase(Locale.ROOT),
            whole.replace("abcdef", "ABCDEF"),
            whole.substring(2),
            "0X" + whole.substring(2),
            " " + whole,
            whole + " ",
            whole + "00",
            whole.replace('a', 'g'),
            whole.replace('1', '１')
        }) {
            assertThatThrownBy(() -> Signature.parse(other)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void readsItsOwnWireForm() {
        Signature signature = TestKey.OPERATOR.signer().sign(Hash.keccak256("round trip"));
        assertThat(Signature.parse(signature.toString())).isEqualTo(signature).hasSameHashCodeAs(signature);
        assertThat(Signature.of(signature.toArray())).isEqualTo(signature);
    }

    @Test
    void theCompactFormCarriesTheParityInTheHighestBitOfS() {
        byte[] even = Signature.of(bytes(R, Curve.HALF_ORDER, 27)).compact();
        byte[] odd = Signature.of(bytes(R, Curve.HALF_ORDER, 28)).compact();
        assertThat(even).hasSize(64).isEqualTo(Arrays.copyOf(bytes(R, Curve.HALF_ORDER, 27), 64));
        assertThat(odd[32] & 0xff).isEqualTo((even[32] & 0xff) | 0x80);
        odd[32] &= 0x7f;
        assertThat(odd).isEqualTo(even);
    }

    @Test
    void isNotChangedThroughItsArrays() {
        byte[] source = bytes(R, S, 27);
        Signature signature = Signature.of(source);
        String before = signature.toString();
        Arrays.fill(source, (byte) 1);
        Arrays.fill(signature.toArray(), (byte) 1);
        Arrays.fill(signature.compact(), (byte) 1);
        assertThat(signature).hasToString(before);
    }

    private static byte[] bytes(BigInteger r, BigInteger s, int v) {
        byte[] bytes = new byte[Signature.LENGTH];
        System.arraycopy(BigIntegers.asUnsignedByteArray(32, r), 0, bytes, 0, 32);
        System.arraycopy(BigIntegers.asUnsignedByteArray(32, s), 0, bytes, 32, 32);
        bytes[64] = (byte) v;
        return bytes;
    }
}
