package io.deopenchat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.MalformedMessage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads the parameters of a call. Null counts as absent, as it does for OpenAI; any other wrong type is refused, because
 * a backend might read it differently from us.
 */
final class Parameters {
    /** Limits and numbers of completions in the words of llama.cpp, Ollama and Transformers; prompts in those of vLLM. */
    private static final Set<String> ALIASES = Set.of(
            "n_predict",
            "n_cmpl",
            "num_predict",
            "max_new_tokens",
            "num_return_sequences",
            "max_length",
            "prompt_embeds");

    private final ObjectNode body;
    private final String prefix;

    Parameters(ObjectNode body) {
        this(body, "");
    }

    private Parameters(ObjectNode body, String prefix) {
        this.body = body;
        this.prefix = prefix;
    }

    /**
     * Refuses members that are one of {@code names} but for their case: some backends match names without it, and would
     * take the other spelling for the one that was priced.
     */
    void requireExactSpelling(Set<String> names) {
        body.fieldNames().forEachRemaining(given -> requireExactSpelling(given, names));
    }

    static void requireExactSpelling(String given, Set<String> names) {
        if (!names.contains(given) && names.contains(folded(given))) {
            throw new MalformedMessage(given, "must be spelled '" + folded(given) + "'");
        }
    }

    private static String folded(String name) {
        return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    Optional<JsonNode> get(String name) {
        return Optional.ofNullable(body.get(name)).filter(value -> !value.isNull());
    }

    String requiredText(String name) {
        return get(name)
                .filter(value -> value.isTextual() && !value.textValue().isEmpty())
                .map(JsonNode::textValue)
                .orElseThrow(() -> wrong(name, "must be a non-empty string"));
    }

    boolean flag(String name) {
        Optional<JsonNode> value = get(name);
        if (value.isPresent() && !value.get().isBoolean()) {
            throw wrong(name, "must be true or false");
        }
        return value.isPresent() && value.get().booleanValue();
    }

    OptionalLong wholeNumber(String name, long atLeast, long atMost) {
        Optional<JsonNode> value = get(name);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        JsonNode number = value.get();
        if (!number.isIntegralNumber()
                || !number.canConvertToLong()
                || number.longValue() < atLeast
                || number.longValue() > atMost) {
            throw wrong(name, "must be a whole number from " + atLeast + " to " + atMost);
        }
        return OptionalLong.of(number.longValue());
    }

    /** Tokens of one completion. */
    OptionalLong tokenLimit(String name) {
        return wholeNumber(name, 1, InferenceCall.MAX_COMPLETION_LIMIT);
    }

    /** How many answers to one call; 1 where it does not say. */
    int choices(String name) {
        return (int) wholeNumber(name, 1, InferenceCall.MAX_CHOICES).orElse(1);
    }

    /** In everything that a model reads. */
    int mediaParts(PromptMembers prompt) {
        return Prompt.of(prompt, body).media();
    }

    /** Refuses members with these names, however their case is written; null counts as absent. */
    void refuse(Set<String> names, String why) {
        body.properties().forEach(given -> {
            if (names.contains(folded(given.getKey())) && !given.getValue().isNull()) {
                throw unsupported(given.getKey(), why);
            }
        });
    }

    /** Refuses a member with this name, however its case is written, if its value is one of those. */
    void refuseWhere(String name, Predicate<JsonNode> values, String why) {
        body.properties().forEach(given -> {
            if (folded(given.getKey()).equals(name) && !given.getValue().isNull() && values.test(given.getValue())) {
                throw unsupported(given.getKey(), why);
            }
        });
    }

    /** Backends know more names for what the price depends on, and some prefer them to those that are priced. */
    void refuseAliases() {
        refuse(ALIASES, "is not supported, because the price depends on it; use the parameter of this API");
    }

    /** Of an API that gives one answer. */
    void requireOneAnswer() {
        for (String name : List.of("n", "best_of")) {
            if (get(name).isPresent() && choices(name) > 1) {
                throw unsupported(name, "must be 1: a call of this API has one answer");
            }
        }
    }

    void requireTextOrNothing(String name) {
        if (get(name).filter(value -> !value.isTextual()).isPresent()) {
            throw wrong(name, "must be one string");
        }
    }

    Parameters object(String name) {
        Optional<JsonNode> value = get(name);
        if (value.isEmpty()) {
            return new Parameters(body.objectNode(), prefix + name + ".");
        }
        if (value.get() instanceof ObjectNode object) {
            return new Parameters(object, prefix + name + ".");
        }
        throw wrong(name, "must be an object");
    }

    MalformedMessage wrong(String name, String why) {
        return new MalformedMessage(prefix + name, why);
    }

    MalformedMessage unsupported(String name, String why) {
        return MalformedMessage.unsupported(prefix + name, why);
    }
}
