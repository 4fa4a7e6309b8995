package io.deopenchat.chain;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** Address of a JSON-RPC server. Only {@link #name()} may be printed: path, query and user info carry API keys. */
final class Endpoint {
    private final URI uri;

    private Endpoint(URI uri) {
        this.uri = uri;
    }

    static Endpoint parse(String url) {
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException e) {
            // without the cause: its message repeats the URL
            throw new IllegalArgumentException(
                    "the chain endpoint is not a valid URL; expected http://host:port or https://host/path");
        }
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "the chain endpoint must be an http or https URL with a host, for example http://127.0.0.1:8545");
        }
        return new Endpoint(uri);
    }

    /** Host and port. */
    String name() {
        return uri.getPort() == -1 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    /** What to connect to, without user info. */
    String url() {
        String text = uri.toString();
        String userInfo = uri.getRawUserInfo();
        return userInfo == null ? text : text.replaceFirst(Pattern.quote(userInfo + "@"), "");
    }

    /** Value of the {@code Authorization} header that stands for user info. */
    Optional<String> authorization() {
        return Optional.ofNullable(uri.getUserInfo())
                .map(userInfo ->
                        "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8)));
    }
}
