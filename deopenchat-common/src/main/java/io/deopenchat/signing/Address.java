package io.deopenchat.signing;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** The 20-byte address of a wallet, a client key or a contract. */
public final class Address {
    public static final int LENGTH = 20;
    public static final Address ZERO = new Address(new byte[LENGTH]);

    private final byte[] bytes;

    private Address(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Address of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("expected 20 bytes of an address, got " + bytes.length);
        }
        return new Address(bytes.clone());
    }

    /** Reads the wire form: {@code 0x} and 40 hexadecimal digits in lower case. */
    public static Address parse(String hex) {
        return new Address(Hex.parse(hex, LENGTH));
    }

    /**
     * Reads what people paste: any case. Mixed case must carry a correct checksum (EIP-55), so that a mistyped digit is
     * caught before money moves.
     */
    public static Address parseTyped(String text) {
        Address address = parse(text.toLowerCase(Locale.ROOT));
        String digits = text.substring(2);
        boolean oneCase =
                digits.equals(digits.toLowerCase(Locale.ROOT)) || digits.equals(digits.toUpperCase(Locale.ROOT));
        if (!oneCase && !address.checksummed().substring(2).equals(digits)) {
            throw new IllegalArgumentException(
                    "the checksum (EIP-55) of " + text + " is wrong; copy the address again");
        }
        return address;
    }

    public byte[] toArray() {
        return bytes.clone();
    }

    void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, LENGTH);
    }

    /** Mixed-case form of EIP-55. */
    public String checksummed() {
        String lower = HexFormat.of().formatHex(bytes);
        String hash = HexFormat.of().formatHex(Hash.keccak256(lower).toArray());
        StringBuilder text = new StringBuilder("0x");
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            text.append(hash.charAt(i) >= '8' ? Character.toUpperCase(c) : c);
        }
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Address that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The wire form, in lower case. */
    @Override
    public String toString() {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
