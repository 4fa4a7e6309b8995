package io.deopenchat.bridge.support;

import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/** What the kernel was told about the socket of a connection. */
public final class Sockets {
    private Sockets() {}

    /** Whether small writes leave at once (TCP_NODELAY). */
    public static boolean sendsAtOnce(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().config().getOption(ChannelOption.TCP_NODELAY);
    }
}
