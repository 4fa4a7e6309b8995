package io.deopenchat.gateway.backend;

import io.deopenchat.protocol.Limits;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the backend is and how long it may take.
 *
 * @param api base URL, with or without the {@code /v1} at its end
 * @param apiKey sent as bearer token; null for none
 * @param firstByte from the request to the first byte of the answer
 * @param betweenBytes silence within an answer
 * @param total the whole answer
 */
public record BackendConfig(
        URI api, @Nullable String apiKey, Duration connect, Duration firstByte, Duration betweenBytes, Duration total) {
    public static final Duration DEFAULT_CONNECT = Duration.ofSeconds(5);
    public static final Duration DEFAULT_FIRST_BYTE = Duration.ofMinutes(5);
    public static final Duration DEFAULT_BETWEEN_BYTES = Duration.ofMinutes(2);
    public static final Duration DEFAULT_TOTAL = Duration.ofMinutes(15);

    private static final int MAX_PORT = 65_535;

    public BackendConfig {
        String scheme = api.getScheme();
        if (api.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new IllegalArgumentException("the backend's address must be an http or https URL, got " + api);
        }
        if (api.getUserInfo() != null) {
            throw new IllegalArgumentException("the backend's address must hold no password; give the key by itself");
        }
        if (api.getPort() > MAX_PORT || api.getPort() == 0) {
            throw new IllegalArgumentException("the backend's address has no port between 1 and 65535: " + api);
        }
        if (apiKey != null && !apiKey.chars().allMatch(letter -> letter > ' ' && letter <= '~')) {
            throw new IllegalArgumentException("the backend's key must be one line of visible ASCII characters");
        }
        for (Duration limit : List.of(connect, firstByte, betweenBytes, total)) {
            if (!limit.isPositive() || limit.compareTo(Limits.LONGEST_ANSWER) > 0) {
                throw new IllegalArgumentException(
                        "a time limit of a backend must be above 0 s and at most 15 minutes");
            }
        }
    }

    public static BackendConfig of(URI api, @Nullable String apiKey) {
        return new BackendConfig(
                api, apiKey, DEFAULT_CONNECT, DEFAULT_FIRST_BYTE, DEFAULT_BETWEEN_BYTES, DEFAULT_TOTAL);
    }

    boolean isSecure() {
        return "https".equals(api.getScheme());
    }

    int port() {
        return api.getPort() >= 0 ? api.getPort() : isSecure() ? 443 : 80;
    }

    /** The backend's path for one of ours, for example {@code /v1/chat/completions}. */
    String path(String apiPath) {
        String base = api.getPath() == null ? "" : api.getPath().replaceAll("/+$", "");
        return (base.endsWith("/v1") ? base.substring(0, base.length() - "/v1".length()) : base) + apiPath;
    }

    /** The whole address of one of our paths. */
    public URI url(String apiPath) {
        return URI.create(scheme() + "://" + api.getRawAuthority() + path(apiPath));
    }

    private String scheme() {
        return isSecure() ? "https" : "http";
    }

    Optional<String> bearer() {
        return Optional.ofNullable(apiKey).map(key -> "Bearer " + key);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "BackendConfig[" + api + "]";
    }
}
