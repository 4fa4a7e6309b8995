package io.deopenchat.signing;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.util.BigIntegers;

/** A secp256k1 secret key. Never printed: {@code toString} hides it. */
public final class SecretKey {
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private SecretKey(byte[] bytes) {
        BigInteger scalar = new BigInteger(1, bytes);
        if (scalar.signum() == 0 || scalar.compareTo(Curve.ORDER) >= 0) {
            throw new IllegalArgumentException("a secret key lies between 1 and the order of secp256k1");
        }
        this.bytes = bytes;
    }

    /** Reads 64 hexadecimal digits of any case, with or without {@code 0x}. The message of a failure never repeats the text. */
    public static SecretKey parse(String text) {
        String digits = text.strip().toLowerCase(java.util.Locale.ROOT);
        String hex = digits.startsWith("0x") ? digits : "0x" + digits;
        byte[] bytes;
        try {
            bytes = Hex.parse(hex, LENGTH);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a secret key is 64 hexadecimal digits, with or without 0x", null);
        }
        return new SecretKey(bytes);
    }

    public static SecretKey generate(SecureRandom random) {
        BigInteger scalar =
                BigIntegers.createRandomInRange(BigInteger.ONE, Curve.ORDER.subtract(BigInteger.ONE), random);
        return new SecretKey(BigIntegers.asUnsignedByteArray(LENGTH, scalar));
    }

    byte[] bytes() {
        return bytes;
    }

    /** For handing to a key file or to the transaction signer; the caller must not print it. */
    public byte[] exposed() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "SecretKey(hidden)";
    }
}
