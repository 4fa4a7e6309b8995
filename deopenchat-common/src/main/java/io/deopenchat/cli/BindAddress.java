package io.deopenchat.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a daemon listens.
 *
 * @param host name or address; IPv6 without brackets
 * @param port 0 lets the system choose
 */
public record BindAddress(String host, int port) {
    private static final int MAX_PORT = 65_535;
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9._-]+)):([0-9]{1,5})");

    public BindAddress {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port " + port + " is outside 0 to " + MAX_PORT);
        }
    }

    /** @throws IllegalArgumentException unless it is {@code host:port}, {@code [IPv6]:port} included */
    public static BindAddress parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not host:port, for example 127.0.0.1:8080 or [::1]:0");
        }
        String ipv6 = matcher.group(1);
        return new BindAddress(ipv6 == null ? matcher.group(2) : ipv6, Integer.parseInt(matcher.group(3)));
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
