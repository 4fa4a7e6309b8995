package io.deopenchat.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.TestKey;
import io.deopenchat.storage.StorageFailure;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AnswerSealTest {
    private static final Address CLIENT = new ClientKey("client").address();
    private static final byte[] ANSWER = "data: Hello\n\n".getBytes(StandardCharsets.UTF_8);

    private final byte[] sealed = Parties.SEAL.seal(CLIENT, 7, ANSWER);

    @Test
    void opensWhatItSealed() {
        assertThat(Parties.SEAL.open(CLIENT, 7, sealed)).isEqualTo(ANSWER);
        assertThat(AnswerSeal.of(TestKey.PROVIDER.secret()).open(CLIENT, 7, sealed))
                .as("after a restart")
                .isEqualTo(ANSWER);
        assertThat(Parties.SEAL.open(CLIENT, 7, Parties.SEAL.seal(CLIENT, 7, new byte[0])))
                .isEmpty();
    }

    @Test
    void sealsTheSameAnswerEachTimeAnew() {
        assertThat(Parties.SEAL.seal(CLIENT, 7, ANSWER)).isNotEqualTo(sealed);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("Hello");
    }

    @Test
    void opensForNoOtherRoundAndNoOtherWallet() {
        refuses(() -> Parties.SEAL.open(CLIENT, 8, sealed));
        refuses(() -> Parties.SEAL.open(Parties.OWNER, 7, sealed));
        refuses(() -> AnswerSeal.of(TestKey.CLIENT.secret()).open(CLIENT, 7, sealed));
    }

    @Test
    void opensNothingThatWasChangedOrCut() {
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            refuses(() -> Parties.SEAL.open(CLIENT, 7, changed));
            byte[] cut = Arrays.copyOf(sealed, i);
            refuses(() -> Parties.SEAL.open(CLIENT, 7, cut));
        }
    }

    private static void refuses(ThrowingCallable opening) {
        assertThatThrownBy(opening).isInstanceOf(StorageFailure.class).hasMessageContaining("stored answer of round");
    }
}
