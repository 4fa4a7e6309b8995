package io.deopenchat.signing;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.Input;
import java.math.BigInteger;

/** A signature has one form and one signer, whichever implementation looks; what another program made becomes that form. */
final class SignatureFuzz {
    private static final Secp256k1 BOUNCY_CASTLE = new BouncyCastleSecp256k1();
    private static final Secp256k1 FASTEST = Secp256k1.fastest();

    private SignatureFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        boolean isForeign = input.choice(2) == 0;
        Bytes32 digest = Bytes32.of(input.bytes(Bytes32.LENGTH));
        byte[] form = input.rest();
        read(bytes, IllegalArgumentException.class, () -> isForeign ? Signature.normalised(form) : Signature.of(form))
                .ifPresent(signature -> holdsFor(signature, digest));
    }

    private static void holdsFor(Signature signature, Bytes32 digest) {
        equal(signature, Signature.parse(signature.toString()), "a signature is read as it is written");
        BigInteger s = new BigInteger(1, signature.toArray(), 32, 32);
        holds(s.compareTo(Curve.HALF_ORDER) <= 0, "s is in the lower half", signature);
        equal(
                BOUNCY_CASTLE.recover(digest, signature),
                FASTEST.recover(digest, signature),
                "both implementations find one signer");
    }
}
