package io.deopenchat.http;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.Input;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** A range holds the addresses that begin with its bits, and those alone. */
final class AddressRangeFuzz {
    private AddressRangeFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        byte[] address = input.bytes(input.choice(2) == 0 ? 4 : 16);
        String text = input.text();
        read(bytes, IllegalArgumentException.class, () -> AddressRange.parse(text))
                .ifPresent(range -> {
                    equal(beginsAlike(range, address), range.contains(of(address)), "the first bits decide");
                    holds(range.contains(of(range.first())), "a range holds its own address", range.prefixLength());
                });
    }

    private static boolean beginsAlike(AddressRange range, byte[] address) {
        int rest = 8 * address.length - range.prefixLength();
        // an IPv4 address that is written as an IPv6 one is an IPv4 address
        return of(address).getAddress().length == range.first().length
                && new BigInteger(1, of(address).getAddress())
                        .shiftRight(rest - 8 * (address.length - range.first().length))
                        .equals(new BigInteger(1, range.first())
                                .shiftRight(8 * range.first().length - range.prefixLength()));
    }

    private static InetAddress of(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
