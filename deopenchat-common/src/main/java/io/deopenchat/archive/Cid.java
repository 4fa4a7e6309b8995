package io.deopenchat.archive;

import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import java.util.regex.Pattern;

/**
 * Names bytes by their content: content identifier version 1, codec raw, SHA-256, as text in base32 (RFC 4648, lower case, no
 * padding) behind a {@code b}. What IPFS calls a file that fits into one block.
 *
 * @param digest SHA-256 of the bytes; what the contract notes
 */
public record Cid(Bytes32 digest) {
    private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int BITS_OF_DIGIT = 5;

    /** Version 1, codec raw (0x55), SHA-256 (0x12) of 32 bytes. */
    private static final byte[] HEAD = {1, 0x55, 0x12, Bytes32.LENGTH};

    /** 36 bytes are 288 bits: 57 digits and three bits of the last, whose other two are zero. */
    private static final Pattern FORM = Pattern.compile("b[a-z2-7]{58}");

    public static Cid of(byte[] bytes) {
        return new Cid(Bytes32.of(Hash.sha256().digest(bytes)));
    }

    /** @throws IllegalArgumentException unless it is such a name, spelled as {@link #toString} does */
    public static Cid parse(String text) {
        if (FORM.matcher(text).matches()) {
            byte[] bytes = decoded(text.substring(1));
            byte[] digest = new byte[Bytes32.LENGTH];
            System.arraycopy(bytes, HEAD.length, digest, 0, digest.length);
            Cid cid = new Cid(Bytes32.of(digest));
            if (cid.toString().equals(text)) {
                return cid;
            }
        }
        throw new IllegalArgumentException("expected a CID of version 1, codec raw and SHA-256 in base32 (bafkrei..)");
    }

    private static byte[] decoded(String digits) {
        byte[] bytes = new byte[HEAD.length + Bytes32.LENGTH];
        for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
            int digit = DIGITS.indexOf(digits.charAt(bit / BITS_OF_DIGIT));
            int value = digit >> (BITS_OF_DIGIT - 1 - bit % BITS_OF_DIGIT) & 1;
            bytes[bit / Byte.SIZE] |= (byte) (value << (Byte.SIZE - 1 - bit % Byte.SIZE));
        }
        return bytes;
    }

    @Override
    public String toString() {
        byte[] bytes = new byte[HEAD.length + Bytes32.LENGTH];
        System.arraycopy(HEAD, 0, bytes, 0, HEAD.length);
        System.arraycopy(digest.toArray(), 0, bytes, HEAD.length, Bytes32.LENGTH);
        StringBuilder text = new StringBuilder("b");
        int bits = bytes.length * Byte.SIZE;
        for (int from = 0; from < bits; from += BITS_OF_DIGIT) {
            int digit = 0;
            for (int bit = from; bit < from + BITS_OF_DIGIT; bit++) {
                int value = bit < bits ? bytes[bit / Byte.SIZE] >> (Byte.SIZE - 1 - bit % Byte.SIZE) & 1 : 0;
                digit = digit << 1 | value;
            }
            text.append(DIGITS.charAt(digit));
        }
        return text.toString();
    }
}
