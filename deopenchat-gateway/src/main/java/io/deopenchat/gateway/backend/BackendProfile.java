package io.deopenchat.gateway.backend;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One backend as the provider describes it.
 *
 * @param name for logs and figures; unique among the backends
 * @param models listed name to the name that this backend knows; empty if it serves whatever is listed, under the same names
 * @param capacity requests that it works on at the same time
 * @param weight its share of the requests, relative to the others
 * @param tokenizer how it counts the tokens of a text that it reported none of; null if it does not
 */
public record BackendProfile(
        String name,
        BackendConfig connection,
        Map<String, String> models,
        int capacity,
        int weight,
        @Nullable Tokenizer tokenizer) {
    public static final int MAX_CAPACITY = 1_024;
    public static final int MAX_WEIGHT = 1_000;

    public BackendProfile {
        models = Map.copyOf(models);
        if (name.isBlank()) {
            throw new IllegalArgumentException("a backend needs a name");
        }
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "the capacity of backend " + name + " must be 1 to " + MAX_CAPACITY + ", got " + capacity);
        }
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException(
                    "the weight of backend " + name + " must be 1 to " + MAX_WEIGHT + ", got " + weight);
        }
    }

    /** One that counts no texts. */
    public BackendProfile(String name, BackendConfig connection, Map<String, String> models, int capacity, int weight) {
        this(name, connection, models, capacity, weight, null);
    }

    Optional<Tokenizer> countsWith() {
        return Optional.ofNullable(tokenizer);
    }

    boolean serves(String model) {
        return models.isEmpty() || models.containsKey(model);
    }

    /** What the backend calls a listed model. */
    String nameOf(String model) {
        return models.getOrDefault(model, model);
    }
}
