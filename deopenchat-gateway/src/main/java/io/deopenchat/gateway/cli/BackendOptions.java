package io.deopenchat.gateway.cli;

import io.deopenchat.gateway.backend.BackendConfig;
import io.deopenchat.gateway.backend.BackendPlan;
import io.deopenchat.gateway.backend.BackendsFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** One backend, or a file that lists several. */
final class BackendOptions {
    static final String KEY_VARIABLE = "DEOPENCHAT_BACKEND_API_KEY";

    @Option(
            names = "--backend-api",
            paramLabel = "URL",
            description = "Base URL of the OpenAI-compatible backend, for example http://127.0.0.1:11434/v1.")
    private @Nullable URI api;

    @Option(
            names = "--backends",
            paramLabel = "FILE",
            description = "JSON file that lists several backends; taken over whenever it changes.")
    private @Nullable Path path;

    BackendPlan plan(Map<String, String> environment) {
        BackendsFile file = file(environment);
        if (file != null && api != null) {
            throw new IllegalArgumentException("--backend-api and --backends are both given (command line, environment"
                    + " and configuration file together); give one");
        }
        if (file != null) {
            return file.read();
        }
        if (api == null) {
            throw new IllegalArgumentException("give --backend-api or --backends");
        }
        return BackendPlan.of(BackendConfig.of(api, environment.get(KEY_VARIABLE)));
    }

    @Nullable
    BackendsFile file(Map<String, String> environment) {
        return path == null ? null : new BackendsFile(path, environment);
    }
}
