package io.deopenchat.bridge.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where a gateway listens, read from the endpoint that its provider registered: text that a stranger chose.
 *
 * @param host for connecting; an IPv6 address without brackets
 * @param prefix path under which the gateway is mounted, empty or with a leading and without a trailing slash; never part
 *     of what is signed
 */
public record GatewayAddress(boolean tls, String host, int port, String prefix) {
    private static final int MAX_LENGTH = 256;

    /** @throws IllegalArgumentException unless it is a plain http or https URL; the message does not repeat it */
    public static GatewayAddress parse(String endpoint) {
        if (endpoint.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("the registered endpoint is longer than " + MAX_LENGTH + " characters");
        }
        URI uri;
        try {
            uri = new URI(endpoint);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the registered endpoint is not a URL", e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https");
        if (!tls && !scheme.equals("http")) {
            throw new IllegalArgumentException("the registered endpoint is not an http or https URL");
        }
        if (uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "the registered endpoint must be a host with an optional port and path, without user, query or fragment");
        }
        return new GatewayAddress(tls, unbracketed(uri.getHost()), port(uri.getPort(), tls), prefix(uri.getRawPath()));
    }

    /** Host and port, as the {@code Host} header and a log give them. */
    public String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private static int port(int given, boolean tls) {
        if (given == 0 || given > 65_535) {
            throw new IllegalArgumentException("the port of the registered endpoint must be 1 to 65535");
        }
        return given > 0 ? given : tls ? 443 : 80;
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static String prefix(String path) {
        String trimmed = path;
        while (trimmed.endsWith("/")) {
            trimmed = trimmed.substring(0, trimmed.length() - 1);
        }
        return trimmed;
    }
}
