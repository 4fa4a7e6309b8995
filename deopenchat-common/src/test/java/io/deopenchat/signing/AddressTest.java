package io.deopenchat.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    private static final String CHECKSUMMED = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

    /** The examples of EIP-55. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x52908400098527886E0F7030069857D2E4169EE7",
                "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
                "0xde709f2102306220921060314715629080e2fb77",
                "0x27b1fdb04752bbc536007a920d24acb045561c26",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
                "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
                "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"
            })
    void writesAndReadsTheChecksumOfEip55(String text) {
        assertThat(Address.parseTyped(text).checksummed()).isEqualTo(text);
    }

    @Test
    void catchesEveryMistypedDigitOfAChecksummedAddress() {
        for (int i = 2; i < CHECKSUMMED.length(); i++) {
            char typed = CHECKSUMMED.charAt(i) == '7' ? '8' : '7';
            String mistyped = CHECKSUMMED.substring(0, i) + typed + CHECKSUMMED.substring(i + 1);
            assertThatThrownBy(() -> Address.parseTyped(mistyped))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("EIP-55");
        }
    }

    @Test
    void catchesEveryWrongCase() {
        for (int i = 2; i < CHECKSUMMED.length(); i++) {
            char c = CHECKSUMMED.charAt(i);
            if (Character.isLetter(c)) {
                char other = Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c);
                String mistyped = CHECKSUMMED.substring(0, i) + other + CHECKSUMMED.substring(i + 1);
                assertThatThrownBy(() -> Address.parseTyped(mistyped)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void oneCaseThroughoutCarriesNoChecksum() {
        Address address = Address.parse(CHECKSUMMED.toLowerCase(Locale.ROOT));
        assertThat(Address.parseTyped(CHECKSUMMED.toLowerCase(Locale.ROOT))).isEqualTo(address);
        assertThat(Address.parseTyped("0x" + CHECKSUMMED.substring(2).toUpperCase(Locale.ROOT)))
                .isEqualTo(address);
        assertThat(Address.parseTyped(CHECKSUMMED.toUpperCase(Locale.ROOT))).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0x",
                "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae",
                "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed0",
                "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0X5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
                "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaeg",
                "0x5aaeb6053f3e94c9b9a09f33669435e7ef1bea d"
            })
    void refusesEveryOtherFormOnTheWire(String text) {
        assertThatThrownBy(() -> Address.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesOtherThan20Bytes() {
        assertThatThrownBy(() -> Address.of(new byte[19]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 19");
    }

    @Test
    void isTheEndOfTheHashOfThePublicKey() {
        assertThat(TestKey.CLIENT.address()).hasToString("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf");
        assertThat(TestKey.OPERATOR.address()).hasToString("0x2b5ad5c4795c026514f8317c7a215e218dccd6cf");
    }

    @Test
    void equalsByContentAndIsNotChangedThroughItsArrays() {
        byte[] bytes = TestKey.OWNER.address().toArray();
        Address address = Address.of(bytes);
        Arrays.fill(bytes, (byte) 0);
        Arrays.fill(address.toArray(), (byte) 0);
        assertThat(address).isEqualTo(TestKey.OWNER.address()).hasSameHashCodeAs(TestKey.OWNER.address());
        assertThat(address).isNotEqualTo(Address.ZERO);
    }
}
