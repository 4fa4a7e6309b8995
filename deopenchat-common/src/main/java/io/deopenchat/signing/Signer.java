package io.deopenchat.signing;

/** A key that signs messages of one domain: of the client key in the bridge, of the operator key in the gateway. */
public final class Signer {
    private final SecretKey key;
    private final Secp256k1 curve;
    private final PublicKey publicKey;
    private final Address address;

    public Signer(SecretKey key, Secp256k1 curve) {
        this.key = key;
        this.curve = curve;
        this.publicKey = curve.publicKey(key);
        this.address = publicKey.address();
    }

    public Address address() {
        return address;
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    public Signature sign(Bytes32 digest) {
        return curve.sign(digest, key);
    }

    public Signature sign(Domain domain, TypedMessage message) {
        return sign(domain.digest(message));
    }
}
