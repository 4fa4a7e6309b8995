package io.deopenchat.gateway.access;

import io.deopenchat.gateway.config.AccessConfig;
import io.deopenchat.gateway.config.Patience;
import io.deopenchat.http.VersionGuard;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets connections and requests in, before anybody looks who signed them. */
public final class Door {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final String FORWARDED_FOR = "x-forwarded-for";

    private final Peers peers;
    private final Connections connections;
    private final RequestRate<Peer> rate;

    private final Vertx vertx;
    private final Patience patience;
    private final LongSupplier nanoTime;
    private final Map<HttpConnection, ConnectionWatch> watches = new ConcurrentHashMap<>();

    public Door(Vertx vertx, AccessConfig config, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.patience = config.patience();
        this.nanoTime = nanoTime;
        this.peers = new Peers(config.trustedProxies());
        this.connections = new Connections(config.maxConnections(), config.maxConnectionsPerAddress());
        this.rate = new RequestRate<>(config.requestsPerSecondPerAddress(), nanoTime);
    }

    /** Counts a new connection until it closes, or closes it at once. */
    public void opened(HttpConnection connection) {
        InetAddress address = address(connection);
        Peer peer = Peer.of(address);
        if (connections.opens(peer, peers.isTrusted(address))) {
            VersionGuard.watch(connection);
            ConnectionWatch watch = new ConnectionWatch(vertx, connection, patience, nanoTime);
            watches.put(connection, watch);
            connection.closeHandler(closed -> {
                watches.remove(connection);
                watch.close();
                connections.closes(peer);
            });
        } else {
            LOG.debug("too many connections; closing one of {}", address);
            connection.close();
        }
    }

    /** Why this request is not even read, if so. */
    public Optional<ProtocolError> refuses(HttpServerRequest request) {
        ConnectionWatch watch = watches.get(request.connection());
        if (watch != null) {
            watch.begins(request.response());
        }
        Peer origin =
                peers.origin(address(request.connection()), request.headers().getAll(FORWARDED_FOR));
        return rate.take(origin)
                .map(wait -> ProtocolError.rateLimited("too many requests come from this address", wait));
    }

    private static InetAddress address(HttpConnection connection) {
        String literal = connection.remoteAddress().hostAddress();
        if (literal == null) {
            throw new IllegalStateException("a connection over TCP has an address");
        }
        int zone = literal.indexOf('%');
        return InetAddress.ofLiteral(zone < 0 ? literal : literal.substring(0, zone));
    }
}
