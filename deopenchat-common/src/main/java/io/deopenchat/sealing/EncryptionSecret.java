package io.deopenchat.sealing;

import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hex;
import java.security.SecureRandom;
import java.util.Locale;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;

/** An X25519 key (RFC 7748) to which requests are sealed. Never printed: {@code toString} shows the public half. */
public final class EncryptionSecret {
    public static final int LENGTH = 32;

    private final X25519PrivateKeyParameters key;
    private final Bytes32 publicKey;

    private EncryptionSecret(byte[] bytes) {
        this.key = new X25519PrivateKeyParameters(bytes);
        this.publicKey = Bytes32.of(key.generatePublicKey().getEncoded());
    }

    public static EncryptionSecret generate(SecureRandom random) {
        return of(new X25519PrivateKeyParameters(random).getEncoded());
    }

    public static EncryptionSecret of(byte[] bytes) {
        return new EncryptionSecret(bytes);
    }

    /** Reads 64 hexadecimal digits of any case, with or without {@code 0x}. The message of a failure never repeats the text. */
    public static EncryptionSecret parse(String text) {
        String digits = text.strip().toLowerCase(Locale.ROOT);
        try {
            return of(Hex.parse(digits.startsWith("0x") ? digits : "0x" + digits, LENGTH));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("an encryption key is 64 hexadecimal digits, with or without 0x", null);
        }
    }

    /** What is published, and what requests are sealed to. */
    public Bytes32 publicKey() {
        return publicKey;
    }

    /** For handing to a key file; the caller must not print it. */
    public byte[] exposed() {
        return key.getEncoded();
    }

    AsymmetricCipherKeyPair pair() {
        return new AsymmetricCipherKeyPair(key.generatePublicKey(), key);
    }

    @Override
    public String toString() {
        return "EncryptionSecret(" + publicKey + ")";
    }
}
