package io.deopenchat.signing;

/** A key in this process: the client key in the bridge, the operator key in the gateway. */
public final class Signer implements MessageSigner {
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

    @Override
    public Address address() {
        return address;
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    public Signature sign(Bytes32 digest) {
        return curve.sign(digest, key);
    }

    @Override
    public Signature sign(Domain domain, TypedMessage message, Bytes32 digest) {
        return sign(digest);
    }
}
