package io.deopenchat.gateway.access;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.holds;

import io.deopenchat.fuzz.Input;
import io.deopenchat.http.AddressRange;
import java.net.InetAddress;
import java.util.List;

/** Who is no trusted proxy is the origin, whatever it says of others; a trusted one leads to an address or to itself. */
final class ForwardedForFuzz {
    private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.1");
    private static final InetAddress STRANGER = InetAddress.ofLiteral("192.0.2.7");
    private static final Peers PEERS = new Peers(List.of(AddressRange.parse("10.0.0.0/8")));

    private ForwardedForFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        List<String> headers = new Input(input).text().lines().toList();
        equal(Peer.of(STRANGER), PEERS.origin(STRANGER, headers), "nobody chooses another origin");
        Peer origin = PEERS.origin(PROXY, headers);
        String last = headers.isEmpty() ? "" : headers.getLast();
        if (last.strip().equals("198.51.100.9")) {
            equal(Peer.of(InetAddress.ofLiteral("198.51.100.9")), origin, "the proxy's word");
        }
        holds(
                !headers.isEmpty() || origin.equals(Peer.of(PROXY)),
                "a proxy that says nothing is its own origin",
                origin);
    }
}
