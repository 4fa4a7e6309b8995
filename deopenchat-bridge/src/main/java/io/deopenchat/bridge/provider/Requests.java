package io.deopenchat.bridge.provider;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;

/** The parts that all requests to a gateway share. Redirects are never followed; no encoding is asked for. */
final class Requests {
    private Requests() {}

    static RequestOptions to(GatewayAddress gateway, HttpMethod method, String path, Duration connect, Duration idle) {
        return new RequestOptions()
                .setMethod(method)
                .setSsl(gateway.tls())
                .setHost(gateway.host())
                .setPort(gateway.port())
                .setURI(gateway.prefix() + path)
                .setConnectTimeout(connect.toMillis())
                .setIdleTimeout(idle.toMillis())
                .setFollowRedirects(false);
    }
}
