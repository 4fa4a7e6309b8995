package io.deopenchat.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.TestDomain;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.TestKey;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SealedRequestTest {
    @Test
    void opensToWhatWasSealedAndBothSidesKnowOneSecret() {
        SealedRequest sealed = Sample.request();

        OpenedRequest opened = open(sealed.body());

        assertThat(opened.clear()).isEqualTo(Sample.PROMPT);
        assertThat(opened.answer(Sample.REQUEST_HASH, 7).bytes())
                .isEqualTo(sealed.answer(Sample.REQUEST_HASH, 7).bytes())
                .isNotEqualTo(sealed.answer(Sample.REQUEST_HASH, 8).bytes())
                .isNotEqualTo(sealed.answer(Bytes32.ZERO, 7).bytes());
    }

    @Test
    void anyOtherBitIsRefused() {
        byte[] body = Sample.request().body();
        for (int bit = 0; bit < body.length * Byte.SIZE; bit++) {
            byte[] changed = body.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
            assertThatThrownBy(() -> open(changed)).as("bit %d", bit).isInstanceOf(MalformedMessage.class);
        }
    }

    @Test
    void anyShorterBodyIsRefused() {
        byte[] body = Sample.request().body();
        for (int length = 0; length < body.length; length++) {
            byte[] cut = Arrays.copyOf(body, length);
            assertThatThrownBy(() -> open(cut)).isInstanceOf(MalformedMessage.class);
        }
    }

    @Test
    void opensForNobodyElseAndForNoOtherCall() {
        byte[] body = Sample.request().body();
        Parties otherClient = Parties.of(TestDomain.DOMAIN, TestKey.PROVIDER.address(), TestKey.OWNER.address());
        Parties otherProvider = Parties.of(TestDomain.DOMAIN, TestKey.OWNER.address(), TestKey.CLIENT.address());
        Parties otherContract = new Parties(Bytes32.ZERO, TestKey.PROVIDER.address(), TestKey.CLIENT.address());

        for (Parties others : new Parties[] {otherClient, otherProvider, otherContract}) {
            assertThatThrownBy(() -> OpenedRequest.open(Sample.RECIPIENT, others, Sample.CALL, body))
                    .isInstanceOf(MalformedMessage.class);
        }
        assertThatThrownBy(() -> OpenedRequest.open(Sample.RECIPIENT, Sample.PARTIES, "POST /v1/completions", body))
                .isInstanceOf(MalformedMessage.class);
        assertThatThrownBy(() -> OpenedRequest.open(Sample.EPHEMERAL, Sample.PARTIES, Sample.CALL, body))
                .isInstanceOf(MalformedMessage.class);
    }

    @Test
    void nothingIsSealedToAKeyWhoseSecretEverybodyKnows() {
        assertThatThrownBy(() -> SealedRequest.of(Bytes32.ZERO, Sample.PARTIES, Sample.CALL, Sample.PROMPT))
                .isInstanceOf(MalformedMessage.class);
    }

    @Test
    void twoCallsWithOneBodyHaveNothingInCommon() {
        SealedRequest one = SealedRequest.of(Sample.RECIPIENT.publicKey(), Sample.PARTIES, Sample.CALL, Sample.PROMPT);
        SealedRequest two = SealedRequest.of(Sample.RECIPIENT.publicKey(), Sample.PARTIES, Sample.CALL, Sample.PROMPT);

        int head = 1 + Bytes32.LENGTH;
        assertThat(Arrays.copyOfRange(one.body(), head, one.body().length))
                .isNotEqualTo(Arrays.copyOfRange(two.body(), head, two.body().length));
    }

    @Test
    void whatHoldsSecretsDoesNotPrintThem() {
        assertThat(Sample.answerSecret()).hasToString("AnswerSecret(hidden)");
        assertThat(Sample.RECIPIENT.toString()).doesNotContain("1111");
        assertThatThrownBy(() -> EncryptionSecret.parse("0xsecret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("0xsecret");
    }

    private static OpenedRequest open(byte[] body) {
        return OpenedRequest.open(Sample.RECIPIENT, Sample.PARTIES, Sample.CALL, body);
    }
}
