package io.deopenchat.bridge.provider;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.time.Duration;

/** The parts that all requests to a gateway share. Redirects are never followed; no encoding is asked for. */
final class Requests {
    private Requests() {}

    static RequestOptions to(GatewayAddress gateway, HttpMethod method, String path, Duration connect, Duration idle) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setSsl(gateway.tls())
                .setHost(inUrls(gateway.host()))
                .setPort(gateway.port())
                .setURI(gateway.prefix() + path)
                .setConnectTimeout(connect.toMillis())
                .setIdleTimeout(idle.toMillis())
                .setFollowRedirects(false);
        return gateway.pinned() == null
                ? options
                : options.setServer(SocketAddress.inetSocketAddress(gateway.port(), inUrls(gateway.pinned())));
    }

    private static String inUrls(InetAddress address) {
        return inUrls(address.getHostAddress());
    }

    /** The HTTP client takes an IPv6 address for a host in the notation of URLs only. */
    private static String inUrls(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
