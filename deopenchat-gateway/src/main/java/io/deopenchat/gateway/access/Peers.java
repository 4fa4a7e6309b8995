package io.deopenchat.gateway.access;

import io.deopenchat.http.AddressRange;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where requests come from. {@code X-Forwarded-For} is read only where a trusted proxy sent it, from its end: what stands
 * before the first address that is not a trusted proxy was written by somebody whose word nobody vouches for.
 */
final class Peers {
    private final List<AddressRange> trustedProxies;

    Peers(List<AddressRange> trustedProxies) {
        this.trustedProxies = trustedProxies;
    }

    boolean isTrusted(InetAddress address) {
        return trustedProxies.stream().anyMatch(range -> range.contains(address));
    }

    /**
     * @param connected the other end of the connection
     * @param forwardedFor the values of the header, in order
     */
    Peer origin(InetAddress connected, List<String> forwardedFor) {
        InetAddress origin = connected;
        List<String> hops = forwardedFor.stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::strip)
                .toList();
        for (int last = hops.size() - 1; last >= 0 && isTrusted(origin); last--) {
            try {
                origin = InetAddress.ofLiteral(hops.get(last));
            } catch (IllegalArgumentException unreadable) {
                break;
            }
        }
        return Peer.of(origin);
    }
}
