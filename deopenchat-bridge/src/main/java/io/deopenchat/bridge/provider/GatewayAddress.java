package io.deopenchat.bridge.provider;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a gateway listens, read from the endpoint that its provider registered: text that a stranger chose.
 *
 * @param host for connecting; an IPv6 address without brackets
 * @param prefix path under which the gateway is mounted, empty or with a leading and without a trailing slash; never part
 *     of what is signed
 * @param pinned where connections go, whatever the host's name means by then; null before that is known
 */
public record GatewayAddress(
        boolean tls,
        String host,
        int port,
        String prefix,
        @Nullable InetAddress pinned) {
    private static final int MAX_LENGTH = 256;
    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern PLAIN_IPV4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
    private static final Pattern NUMERIC_LABEL = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");

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
        if (isNumber(uri.getHost()) && !PLAIN_IPV4.matcher(uri.getHost()).matches()) {
            throw new IllegalArgumentException(
                    "an address in the registered endpoint must be four plain decimal numbers");
        }
        return new GatewayAddress(
                tls, unbracketed(uri.getHost()), port(uri.getPort(), tls), prefix(uri.getRawPath()), null);
    }

    GatewayAddress at(InetAddress address) {
        return new GatewayAddress(tls, host, port, prefix, address);
    }

    /** Host and port, as the {@code Host} header and a log give them. */
    public String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** What some resolvers take for an IPv4 address: octal, hexadecimal, in fewer parts. */
    private static boolean isNumber(String host) {
        String[] labels = host.split("\\.");
        return labels.length > 0
                && NUMERIC_LABEL.matcher(labels[labels.length - 1]).matches();
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
