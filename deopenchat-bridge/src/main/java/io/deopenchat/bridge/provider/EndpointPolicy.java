package io.deopenchat.bridge.provider;

import io.deopenchat.http.AddressRange;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * To which addresses the bridge connects. Endpoints are text that strangers put on a chain: one could lead to a printer, a
 * router or a cloud's metadata service in the user's own network. Every address behind a name must be public, and
 * connections go to exactly an address that was checked, so that the name cannot lead elsewhere in between.
 */
public final class EndpointPolicy {
    /** Everything that IANA has set aside from the public Internet, RFC 6890 and its successors. */
    private static final List<AddressRange> NOT_PUBLIC_V4 = ranges(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3");

    /** Of IPv6 only this is global unicast... */
    private static final AddressRange PUBLIC_V6 = AddressRange.parse("2000::/3");

    /** ...but for these, of which some carry an IPv4 address inside. */
    private static final List<AddressRange> NOT_PUBLIC_V6 =
            ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private final boolean allowsPrivate;
    private final NameService names;

    private EndpointPolicy(boolean allowsPrivate, NameService names) {
        this.allowsPrivate = allowsPrivate;
        this.names = names;
    }

    /** Public addresses and HTTPS only. */
    public static EndpointPolicy publicOnly() {
        return publicOnly(InetAddress::getAllByName);
    }

    static EndpointPolicy publicOnly(NameService names) {
        return new EndpointPolicy(false, names);
    }

    /** Any address, with or without HTTPS: for gateways in one's own network. */
    public static EndpointPolicy anywhere() {
        return anywhere(InetAddress::getAllByName);
    }

    static EndpointPolicy anywhere(NameService names) {
        return new EndpointPolicy(true, names);
    }

    /** Tells who it is that has a name; a stranger's name service may tell something else each time. */
    @FunctionalInterface
    interface NameService {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /**
     * The gateway with the address that connections go to. Asks the name service, so it may take a while.
     *
     * @param last where they went before: kept while the name still leads there as well; null for nowhere
     * @throws UnknownProvider if no connection may be made
     */
    public GatewayAddress pinned(GatewayAddress gateway, @Nullable InetAddress last) {
        if (!allowsPrivate && !gateway.tls()) {
            throw new UnknownProvider(
                    "its registered endpoint is no https URL, so everybody on the way could read along;"
                            + " --allow-private-endpoints uses it all the same");
        }
        InetAddress[] addresses = resolved(gateway.host());
        if (!allowsPrivate && !Arrays.stream(addresses).allMatch(EndpointPolicy::isPublic)) {
            throw new UnknownProvider(
                    "its registered endpoint does not lead into the public Internet, but into a private or"
                            + " reserved network; --allow-private-endpoints uses it all the same");
        }
        return gateway.at(last != null && Arrays.asList(addresses).contains(last) ? last : addresses[0]);
    }

    private InetAddress[] resolved(String host) {
        try {
            return names.addresses(host);
        } catch (UnknownHostException e) {
            throw new UnknownProvider("the host of its registered endpoint has no address");
        }
    }

    static boolean isPublic(InetAddress address) {
        return switch (address) {
            case Inet4Address v4 -> NOT_PUBLIC_V4.stream().noneMatch(range -> range.contains(v4));
            case Inet6Address v6 ->
                PUBLIC_V6.contains(v6) && NOT_PUBLIC_V6.stream().noneMatch(range -> range.contains(v6));
            case InetAddress _ -> false;
        };
    }

    private static List<AddressRange> ranges(String... texts) {
        return Arrays.stream(texts).map(AddressRange::parse).toList();
    }
}
