package io.deopenchat.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.Signature;
import io.deopenchat.signing.TestKey;
import io.deopenchat.signing.Verifier;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The header that goes with a request or an access, and what the two say together. */
class SignatureHeaderTest {
    private final InferenceRequest request = SampleMessages.seeded(11).inferenceRequest();
    private final Access access = SampleMessages.seeded(11).access();
    private final Signature signature = TestKey.CLIENT.signer().sign(TestDomain.DOMAIN, request);
    private final SignedRequest signed = new SignedRequest(request, TestKey.CLIENT.address(), signature);

    @Test
    void refusesEveryOtherFormOfASignature() {
        String header = signature.toString();
        SignedAccess signedAccess = new SignedAccess(access, TestKey.CLIENT.address(), signature);
        for (String other : List.of(
                "",
                header.substring(2),
                header.substring(0, 130),
                header + "00",
                header.toUpperCase(Locale.ROOT),
                " " + header,
                header.substring(0, 130) + "00",
                header.substring(0, 130) + "1d",
                "0x" + "0".repeat(130))) {
            assertThatThrownBy(() -> SignedRequest.parse(signed.header(), other))
                    .isInstanceOf(MalformedMessage.class)
                    .hasMessageContaining(Headers.SIGNATURE);
            assertThatThrownBy(() -> SignedAccess.parse(signedAccess.header(), other))
                    .isInstanceOf(MalformedMessage.class)
                    .hasMessageContaining(Headers.SIGNATURE);
        }
    }

    @Test
    void aRequestThatWasReadIsTheOneThatWasSigned() {
        SignedRequest read = SignedRequest.parse(signed.header(), signature.toString());
        assertThat(new Verifier(Secp256k1.fastest())
                        .isSignedBy(read.client(), TestDomain.DOMAIN.digest(read.request()), read.signature()))
                .isTrue();
    }

    @Test
    void parsingSaysNothingAboutWhoSigned() {
        SignedRequest claimed = new SignedRequest(request, TestKey.OWNER.address(), signature);
        SignedRequest read = SignedRequest.parse(claimed.header(), signature.toString());
        assertThat(new Verifier(Secp256k1.fastest())
                        .isSignedBy(read.client(), TestDomain.DOMAIN.digest(read.request()), read.signature()))
                .isFalse();
    }
}
