package io.deopenchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.signing.TestKey;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SealTest {
    private static final byte[] CLEAR = "a private answer".getBytes(StandardCharsets.UTF_8);
    private static final Seal SEAL = Seal.of(TestKey.CLIENT.secret(), "a test");

    @Test
    void opensWhatItSealed() {
        assertThat(SEAL.open("here", SEAL.seal("here", CLEAR))).isEqualTo(CLEAR);
    }

    @Test
    void sealsTheSameBytesDifferentlyEachTime() {
        assertThat(SEAL.seal("here", CLEAR)).isNotEqualTo(SEAL.seal("here", CLEAR));
    }

    @Test
    void opensNothingOfAnotherPlaceKeyOrPurpose() {
        byte[] sealed = SEAL.seal("here", CLEAR);

        assertThatThrownBy(() -> SEAL.open("there", sealed)).isInstanceOf(StorageFailure.class);
        assertThatThrownBy(() -> Seal.of(TestKey.OWNER.secret(), "a test").open("here", sealed))
                .hasMessageContaining("does not open");
        assertThatThrownBy(() -> Seal.of(TestKey.CLIENT.secret(), "another").open("here", sealed))
                .hasMessageContaining("does not open");
    }

    @Test
    void opensNothingThatWasChanged() {
        byte[] sealed = SEAL.seal("here", CLEAR);
        sealed[sealed.length - 1] ^= 1;

        assertThatThrownBy(() -> SEAL.open("here", sealed)).hasMessageContaining("does not open");
        assertThatThrownBy(() -> SEAL.open("here", new byte[3])).hasMessageContaining("no known form");
    }
}
