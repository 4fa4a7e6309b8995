package io.deopenchat.http;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * The addresses that begin with the same bits, as {@code 10.0.0.0/8} or {@code 2001:db8::/32}; without a length, one address.
 *
 * @param first as many bytes as an address of its kind has; what is behind the prefix is not looked at
 * @param prefixLength bits that count, 0 to 32 or 128
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out, and compared by content
public record AddressRange(byte[] first, int prefixLength) {
    public AddressRange {
        first = first.clone();
        if (prefixLength < 0 || prefixLength > first.length * Byte.SIZE) {
            throw new IllegalArgumentException(
                    "a prefix has 0 to " + first.length * Byte.SIZE + " bits here, got " + prefixLength);
        }
    }

    /** @throws IllegalArgumentException unless it is an address, or one with a slash and a length; names are not looked up */
    public static AddressRange parse(String text) {
        try {
            int slash = text.indexOf('/');
            byte[] address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                    .getAddress();
            return new AddressRange(
                    address,
                    slash < 0 ? address.length * Byte.SIZE : Integer.parseUnsignedInt(text.substring(slash + 1)));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no range of addresses, for example 10.0.0.0/8 or 2001:db8::/32", wrong);
        }
    }

    public boolean contains(InetAddress address) {
        byte[] other = address.getAddress();
        if (other.length != first.length) {
            return false;
        }
        int whole = prefixLength / Byte.SIZE;
        int rest = prefixLength % Byte.SIZE;
        return Arrays.equals(first, 0, whole, other, 0, whole)
                && (rest == 0 || (first[whole] ^ other[whole]) >> (Byte.SIZE - rest) == 0);
    }

    @Override
    public byte[] first() {
        return first.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRange range
                && prefixLength == range.prefixLength
                && Arrays.equals(first, range.first);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(first) + prefixLength;
    }
}
