package io.deopenchat.bridge.api;

import io.deopenchat.http.Answers;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps web pages out. Every page that a browser shows can send requests to localhost, and each accepted one costs money:
 * a page is recognised by the name it uses for us (a rebound domain), by its origin, or by what the browser says of it.
 */
final class LocalGuard {
    private static final List<String> LOCAL_NAMES = List.of("localhost", "127.0.0.1", "[::1]");
    private static final String SCHEME = "http://";
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    /** Answers with the refusal if there is one. */
    boolean admits(HttpServerRequest request) {
        Optional<String> reason = reasonToRefuse(request);
        reason.ifPresent(text -> {
            request.response().putHeader("connection", "close");
            Answers.error(request.response(), ProtocolError.of(ErrorCode.FORBIDDEN, text));
        });
        return reason.isEmpty();
    }

    private Optional<String> reasonToRefuse(HttpServerRequest request) {
        int port = request.localAddress().port();
        List<String> host = request.headers().getAll("host");
        if (host.size() != 1 || !isOurs(host.getFirst(), port)) {
            return Optional.of("this server answers to " + String.join(", ", LOCAL_NAMES)
                    + " with its port only; check the base URL");
        }
        if (!request.uri().startsWith("/")) {
            return Optional.of("the request line must hold a path");
        }
        if (request.headers().getAll("upgrade").stream().anyMatch(LocalGuard::isWebSocket)) {
            return Optional.of("this server offers no web sockets");
        }
        if (request.headers().getAll("origin").stream().anyMatch(origin -> !isOurOrigin(origin, port))) {
            return Optional.of("web pages of other origins may not spend your tokens");
        }
        if (request.headers().getAll("sec-fetch-site").stream().anyMatch(site -> !OWN_SITES.contains(site))) {
            return Optional.of("web pages of other sites may not spend your tokens");
        }
        return Optional.empty();
    }

    /** Other upgrades are offers that a server may ignore; the HTTP client of the JDK makes one with every first request. */
    private static boolean isWebSocket(String upgrade) {
        return upgrade.toLowerCase(Locale.ROOT).contains("websocket");
    }

    private static boolean isOurs(String authority, int port) {
        String lower = authority.toLowerCase(Locale.ROOT);
        return LOCAL_NAMES.stream().anyMatch(name -> lower.equals(name + ":" + port));
    }

    private static boolean isOurOrigin(String origin, int port) {
        return origin.startsWith(SCHEME) && isOurs(origin.substring(SCHEME.length()), port);
    }
}
