package io.deopenchat.bridge.provider;

import static io.deopenchat.fuzz.Property.holds;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.Input;
import java.net.Inet4Address;
import java.net.InetAddress;

/** An endpoint that somebody registered is refused, or names one host, one port and a path, and nothing that gets into a header. */
final class GatewayAddressFuzz {
    private GatewayAddressFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new Input(input).text();
        read(input, IllegalArgumentException.class, () -> GatewayAddress.parse(text))
                .ifPresent(address -> {
                    holds(isPrintable(address.authority() + address.prefix()), "one line of a request", address);
                    holds(!address.host().isEmpty() && !address.host().contains("@"), "a host and no user", address);
                    holds(address.port() >= 1 && address.port() <= 65_535, "a port", address);
                    holds(address.prefix().isEmpty() || address.prefix().startsWith("/"), "a path", address);
                    leadsWhereItSays(address);
                });
    }

    private static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c > ' ' && c != 0x7f && c != '#' && c != '?');
    }

    /** No resolver takes a host for an address that is not the written one. */
    private static void leadsWhereItSays(GatewayAddress address) {
        try {
            InetAddress literal = Inet4Address.ofPosixLiteral(address.host());
            holds(literal.getHostAddress().equals(address.host()), "no other spelling of an address", address, literal);
        } catch (IllegalArgumentException name) {
            // a name or a plain IPv6 address, which is resolved and judged then
        }
    }
}
