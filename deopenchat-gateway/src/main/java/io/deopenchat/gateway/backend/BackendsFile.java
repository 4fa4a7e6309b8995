package io.deopenchat.gateway.backend;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.deopenchat.gateway.pricing.ScheduleEntry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The file that lists the backends; see "Several backends" and "Prices by the hour" in docs/running.md. */
public final class BackendsFile {
    static final long MAX_BYTES = 1 << 20;
    private static final int DEFAULT_CAPACITY = 16;

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.ALLOW_COMMENTS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Path path;
    private final Map<String, String> environment;

    /** @param environment where keys may be */
    public BackendsFile(Path path, Map<String, String> environment) {
        this.path = path;
        this.environment = environment;
    }

    public Path path() {
        return path;
    }

    private record Plan(
            @Nullable List<@Nullable Entry> backends,
            @JsonProperty("queue") @Nullable Integer queue,
            @Nullable Integer queueSeconds,
            @Nullable ScheduleEntry prices) {}

    private record Entry(
            @Nullable String name,
            @Nullable String api,
            @Nullable Path apiKeyFile,
            @Nullable String apiKeyEnv,
            @Nullable Map<String, @Nullable String> models,
            @Nullable Integer capacity,
            @Nullable Integer weight,
            @Nullable String tokenizer,
            @Nullable Integer connectSeconds,
            @Nullable Integer firstByteSeconds,
            @Nullable Integer silenceSeconds,
            @Nullable Integer totalSeconds) {}

    /** @throws IllegalArgumentException if the file cannot be read, or says what cannot be */
    public BackendPlan read() {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new IllegalArgumentException(path + " is larger than " + MAX_BYTES + " bytes");
            }
            return planOf(STRICT.readValue(Files.readAllBytes(path), Plan.class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    path + ", line " + line(e) + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        } catch (IOException e) {
            throw new IllegalArgumentException(path + " cannot be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
        }
    }

    private static long line(JsonProcessingException e) {
        return e.getLocation() == null ? 1 : e.getLocation().getLineNr();
    }

    private BackendPlan planOf(@Nullable Plan plan) {
        if (plan == null || plan.backends == null) {
            throw new IllegalArgumentException("\"backends\" is missing");
        }
        return new BackendPlan(
                plan.backends.stream()
                        .map(entry -> profileOf(present(entry, "a backend")))
                        .toList(),
                plan.queue == null ? BackendPlan.DEFAULT_MAX_QUEUE : plan.queue,
                seconds(plan.queueSeconds, BackendPlan.DEFAULT_MAX_WAIT),
                plan.prices == null ? null : plan.prices.schedule());
    }

    private BackendProfile profileOf(Entry entry) {
        String api = required(entry.api, "api");
        String name = entry.name == null ? api : entry.name;
        return new BackendProfile(
                name,
                new BackendConfig(
                        URI.create(api),
                        keyOf(name, entry),
                        seconds(entry.connectSeconds, BackendConfig.DEFAULT_CONNECT),
                        seconds(entry.firstByteSeconds, BackendConfig.DEFAULT_FIRST_BYTE),
                        seconds(entry.silenceSeconds, BackendConfig.DEFAULT_BETWEEN_BYTES),
                        seconds(entry.totalSeconds, BackendConfig.DEFAULT_TOTAL)),
                names(entry.models),
                entry.capacity == null ? DEFAULT_CAPACITY : entry.capacity,
                entry.weight == null ? 1 : entry.weight,
                entry.tokenizer == null ? null : Tokenizer.named(entry.tokenizer));
    }

    private static Map<String, String> names(@Nullable Map<String, @Nullable String> models) {
        Map<String, String> names = new HashMap<>();
        if (models != null) {
            models.forEach((listed, own) -> names.put(listed, present(own, "the name of model " + listed)));
        }
        return names;
    }

    private static <T> T present(@Nullable T value, String what) {
        if (value == null) {
            throw new IllegalArgumentException(what + " is null");
        }
        return value;
    }

    private @Nullable String keyOf(String backend, Entry entry) {
        if (entry.apiKeyFile != null && entry.apiKeyEnv != null) {
            throw new IllegalArgumentException("backend " + backend + " has both apiKeyFile and apiKeyEnv; give one");
        }
        if (entry.apiKeyEnv != null) {
            String key = environment.get(entry.apiKeyEnv);
            if (key == null || key.isBlank()) {
                throw new IllegalArgumentException(
                        "backend " + backend + ": the environment variable " + entry.apiKeyEnv + " is not set");
            }
            return key.strip();
        }
        return entry.apiKeyFile == null ? null : keyIn(backend, entry.apiKeyFile);
    }

    /** Beside the file that names it, unless it says where. */
    private String keyIn(String backend, Path file) {
        Path found = path.toAbsolutePath().resolveSibling(file);
        try {
            String key = Files.readString(found).strip();
            if (key.isEmpty()) {
                throw new IllegalArgumentException("backend " + backend + ": " + found + " is empty");
            }
            return key;
        } catch (IOException e) {
            throw new IllegalArgumentException("backend " + backend + ": the key cannot be read from " + found, e);
        }
    }

    private static String required(@Nullable String value, String member) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("a backend has no \"" + member + "\"");
        }
        return value;
    }

    private static Duration seconds(@Nullable Integer seconds, Duration otherwise) {
        if (seconds != null && seconds < 1) {
            throw new IllegalArgumentException("a time must be at least 1 second, got " + seconds);
        }
        return seconds == null ? otherwise : Duration.ofSeconds(seconds);
    }
}
