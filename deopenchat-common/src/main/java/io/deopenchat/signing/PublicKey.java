package io.deopenchat.signing;

import java.util.Arrays;

/** A secp256k1 public key: the 64 bytes {@code x || y}. */
public final class PublicKey {
    public static final int LENGTH = 64;

    private final byte[] bytes;

    private PublicKey(byte[] bytes) {
        this.bytes = bytes;
    }

    public static PublicKey of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("expected 64 bytes x || y of a public key, got " + bytes.length);
        }
        return new PublicKey(bytes.clone());
    }

    /** Reads {@code 0x} and 128 hexadecimal digits; a leading {@code 04} of the uncompressed SEC 1 form is accepted. */
    public static PublicKey parse(String hex) {
        if (hex.length() == 2 + 2 * (LENGTH + 1) && hex.startsWith("0x04")) {
            return parse("0x" + hex.substring(4));
        }
        return new PublicKey(Hex.parse(hex, LENGTH));
    }

    /** The last 20 bytes of the keccak-256 of {@code x || y}. */
    public Address address() {
        byte[] hash = Hash.keccak256(bytes).toArray();
        return Address.of(Arrays.copyOfRange(hash, Bytes32.LENGTH - Address.LENGTH, Bytes32.LENGTH));
    }

    public byte[] toArray() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey that && Arrays.equals(bytes, that.bytes);
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
