package io.deopenchat.signing;

/**
 * Says whether an address signed a digest, exactly as the contract does: by recovery. Checking against a remembered public
 * key would be a little cheaper, but it does not look at {@code v}: a confirmation with the wrong {@code v} would be taken
 * here and pay nothing there.
 */
public final class Verifier {
    private final Secp256k1 curve;

    public Verifier(Secp256k1 curve) {
        this.curve = curve;
    }

    public boolean isSignedBy(Address signer, Bytes32 digest, Signature signature) {
        return curve.recover(digest, signature)
                .filter(recovered -> recovered.address().equals(signer))
                .isPresent();
    }
}
