package io.deopenchat.gateway.backend;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Who judges prompts before a backend gets them.
 *
 * @param api base URL of a server with {@code POST /v1/moderations}, with or without the {@code /v1} at its end
 * @param apiKey sent as bearer token; null for none
 * @param timeout for one verdict
 * @param failsOpen whether a prompt without a verdict is served
 */
public record ModerationConfig(URI api, @Nullable String apiKey, Duration timeout, boolean failsOpen) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    public ModerationConfig {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("--moderation-timeout must be above 0s, got " + timeout);
        }
    }

    BackendConfig connection() {
        return BackendConfig.of(api, apiKey);
    }
}
