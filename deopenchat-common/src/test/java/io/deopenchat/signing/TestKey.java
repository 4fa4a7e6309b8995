package io.deopenchat.signing;

import java.util.Locale;

/** Well-known keys for tests and vectors, worth nothing anywhere: the smallest scalars, which everybody can compute. */
public enum TestKey {
    CLIENT(1),
    OPERATOR(2),
    OWNER(3),
    PROVIDER(4);

    private final int scalar;

    TestKey(int scalar) {
        this.scalar = scalar;
    }

    public SecretKey secret() {
        return SecretKey.parse("%064x".formatted(scalar));
    }

    public Signer signer() {
        return new Signer(secret(), new BouncyCastleSecp256k1());
    }

    public Address address() {
        return signer().address();
    }

    /** The name in {@code docs/vectors.json}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
