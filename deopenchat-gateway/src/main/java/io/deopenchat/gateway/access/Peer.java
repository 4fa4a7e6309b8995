package io.deopenchat.gateway.access;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Whom limits hold together: an IPv4 address, or an IPv6 network of 64 bits, which is what one subscriber has at least.
 *
 * @param network the address or the network's bits
 */
record Peer(boolean v6, long network) {
    static Peer of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == Integer.BYTES
                ? new Peer(false, ByteBuffer.wrap(bytes).getInt())
                : new Peer(true, ByteBuffer.wrap(bytes).getLong());
    }
}
