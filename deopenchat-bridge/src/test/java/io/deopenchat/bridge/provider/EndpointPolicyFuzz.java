package io.deopenchat.bridge.provider;

import static io.deopenchat.fuzz.Property.holds;

import io.deopenchat.fuzz.Input;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Nothing that the platform knows as local is taken for public, in whichever form the address comes. */
final class EndpointPolicyFuzz {
    private EndpointPolicyFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) throws UnknownHostException {
        Input input = new Input(bytes);
        InetAddress address = InetAddress.getByAddress(input.bytes(input.choice(2) == 0 ? 4 : 16));
        boolean isLocal = address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
        holds(!isLocal || !EndpointPolicy.isPublic(address), "no local address is public", address);
        byte[] raw = address.getAddress();
        holds(
                raw.length == 4 || (raw[0] & 0xfe) != 0xfc || !EndpointPolicy.isPublic(address),
                "nor a unique local one");
    }
}
