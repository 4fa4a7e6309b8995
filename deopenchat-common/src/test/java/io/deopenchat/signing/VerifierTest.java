package io.deopenchat.signing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerifierTest {
    private final Verifier verifier = new Verifier(Secp256k1.fastest());
    private final Bytes32 digest = Hash.keccak256("a digest");
    private final Signature signature = TestKey.CLIENT.signer().sign(digest);

    @Test
    void refusesASignatureOfSomebodyElse() {
        assertThat(verifier.isSignedBy(TestKey.OWNER.address(), digest, signature))
                .isFalse();
        assertThat(verifier.isSignedBy(Address.ZERO, digest, signature)).isFalse();
    }

    @Test
    void refusesASignatureOfSomethingElse() {
        Bytes32 other = Hash.keccak256("another digest");
        assertThat(verifier.isSignedBy(TestKey.CLIENT.address(), other, signature))
                .isFalse();
    }

    @Test
    void acceptsTheSignersSignatureEveryTime() {
        assertThat(verifier.isSignedBy(TestKey.CLIENT.address(), digest, signature))
                .isTrue();
        assertThat(verifier.isSignedBy(TestKey.CLIENT.address(), digest, signature))
                .isTrue();
    }

    @Test
    void aSignerSeenBeforeIsCheckedAsStrictlyAsAStranger() {
        assertThat(verifier.isSignedBy(TestKey.CLIENT.address(), digest, signature))
                .isTrue();
        Bytes32 other = Hash.keccak256("another digest");
        assertThat(verifier.isSignedBy(TestKey.CLIENT.address(), other, signature))
                .isFalse();
        Signature ofTheOwner = TestKey.OWNER.signer().sign(digest);
        assertThat(verifier.isSignedBy(TestKey.CLIENT.address(), digest, ofTheOwner))
                .isFalse();
    }

    /** The contract recovers the signer from r, s and v: with the wrong v it finds somebody else, and pays nothing. */
    @Test
    void refusesTheWrongRecoveryIdAlsoOfASignerSeenBefore() {
        Signature flipped = Signature.of(signature.rs(), 1 - signature.recoveryId());
        assertThat(verifier.isSignedBy(TestKey.CLIENT.address(), digest, flipped))
                .isFalse();
        assertThat(verifier.isSignedBy(TestKey.CLIENT.address(), digest, signature))
                .isTrue();
        assertThat(verifier.isSignedBy(TestKey.CLIENT.address(), digest, flipped))
                .isFalse();
    }
}
