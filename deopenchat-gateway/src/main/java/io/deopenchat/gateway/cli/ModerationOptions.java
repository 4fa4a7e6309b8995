package io.deopenchat.gateway.cli;

import io.deopenchat.gateway.backend.ModerationConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who judges prompts before a backend gets them, if anybody. */
final class ModerationOptions {
    static final String KEY_VARIABLE = "DEOPENCHAT_MODERATION_API_KEY";

    /** What becomes of a prompt without a verdict. */
    enum Failure {
        OPEN,
        CLOSED
    }

    @Option(
            names = "--moderation-api",
            paramLabel = "URL",
            description =
                    "Base URL of an OpenAI-compatible server whose /v1/moderations judges prompts (default: nobody"
                            + " does). Its key comes from " + KEY_VARIABLE + ".")
    private @Nullable URI api;

    @Option(
            names = "--moderation-fail",
            paramLabel = "open|closed",
            description = "Whether a prompt without a verdict is served (open) or its round void (default: closed).")
    private Failure failure = Failure.CLOSED;

    @Option(
            names = "--moderation-timeout",
            paramLabel = "DURATION",
            description = "How long a verdict may take (default: 5s).")
    private Duration timeout = ModerationConfig.DEFAULT_TIMEOUT;

    @Nullable
    ModerationConfig config(Map<String, String> environment) {
        return api == null
                ? null
                : new ModerationConfig(api, environment.get(KEY_VARIABLE), timeout, failure == Failure.OPEN);
    }
}
