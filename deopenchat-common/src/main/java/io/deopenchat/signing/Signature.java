package io.deopenchat.signing;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.util.BigIntegers;

/**
 * An ECDSA signature {@code r || s || v}, 65 bytes, {@code v} 27 or 28, {@code s} in the lower half of the order. Every
 * other form is refused: two forms of one signature would let somebody make a second message of the first.
 */
public final class Signature {
    public static final int LENGTH = 65;
    public static final int COMPACT_LENGTH = 64;

    private final byte[] bytes;

    private Signature(byte[] bytes) {
        BigInteger r = new BigInteger(1, bytes, 0, 32);
        BigInteger s = new BigInteger(1, bytes, 32, 32);
        if (r.signum() == 0 || r.compareTo(Curve.ORDER) >= 0 || s.signum() == 0) {
            throw new IllegalArgumentException("r and s of a signature lie between 1 and the order of secp256k1");
        }
        if (s.compareTo(Curve.HALF_ORDER) > 0) {
            throw new IllegalArgumentException("s of a signature must lie in the lower half of the order");
        }
        if (bytes[64] != 27 && bytes[64] != 28) {
            throw new IllegalArgumentException("v of a signature must be 27 or 28, got " + bytes[64]);
        }
        this.bytes = bytes;
    }

    public static Signature of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("expected 65 bytes of a signature, got " + bytes.length);
        }
        return new Signature(bytes.clone());
    }

    /** Reads the wire form: {@code 0x} and 130 hexadecimal digits in lower case. */
    public static Signature parse(String hex) {
        return new Signature(Hex.parse(hex, LENGTH));
    }

    /**
     * Brings what other programs return into the one form: {@code v} may be 0 or 1, and {@code s} in the upper half of the
     * order, which is the same signature by another name.
     */
    static Signature normalised(byte[] foreign) {
        if (foreign.length != LENGTH) {
            throw new IllegalArgumentException("expected 65 bytes of a signature, got " + foreign.length);
        }
        byte[] bytes = foreign.clone();
        if (bytes[64] == 0 || bytes[64] == 1) {
            bytes[64] = (byte) (27 + bytes[64]);
        }
        BigInteger s = new BigInteger(1, bytes, 32, 32);
        if (s.compareTo(Curve.HALF_ORDER) > 0 && s.compareTo(Curve.ORDER) < 0) {
            System.arraycopy(BigIntegers.asUnsignedByteArray(32, Curve.ORDER.subtract(s)), 0, bytes, 32, 32);
            bytes[64] = (byte) (27 + 28 - bytes[64]);
        }
        return new Signature(bytes);
    }

    static Signature of(byte[] rs, int recoveryId) {
        byte[] bytes = Arrays.copyOf(rs, LENGTH);
        bytes[64] = (byte) (27 + recoveryId);
        return new Signature(bytes);
    }

    int recoveryId() {
        return bytes[64] - 27;
    }

    byte[] rs() {
        return Arrays.copyOf(bytes, COMPACT_LENGTH);
    }

    public byte[] toArray() {
        return bytes.clone();
    }

    /** The 64-byte form of EIP-2098: the parity of {@code v} in the highest bit of {@code s}. */
    public byte[] compact() {
        byte[] compact = rs();
        if (recoveryId() == 1) {
            compact[32] |= (byte) 0x80;
        }
        return compact;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Signature that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return Hex.of(bytes);
    }
}
