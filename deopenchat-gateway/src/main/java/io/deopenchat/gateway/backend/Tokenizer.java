package io.deopenchat.gateway.backend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** How a backend counts the tokens of a text: both kinds of server take it at {@code POST /tokenize}, in their own words. */
public enum Tokenizer {
    VLLM("vllm"),
    LLAMA_CPP("llama.cpp");

    static final String PATH = "/tokenize";

    private final String configured;

    Tokenizer(String configured) {
        this.configured = configured;
    }

    /** @param name as the file of the backends has it */
    static Tokenizer named(String name) {
        return Arrays.stream(values())
                .filter(tokenizer -> tokenizer.configured.equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the tokenizer of a backend must be "
                        + Arrays.stream(values()).map(each -> each.configured).collect(Collectors.joining(" or "))
                        + ", got " + name));
    }

    /** Without the marks that begin a prompt: what is asked is how many tokens the text itself has. */
    ObjectNode question(String model, String text) {
        return switch (this) {
            case VLLM -> Json.object().put("model", model).put("prompt", text).put("add_special_tokens", false);
            case LLAMA_CPP -> Json.object().put("content", text).put("add_special", false);
        };
    }

    OptionalLong countIn(JsonNode answer) {
        JsonNode count = answer.path("count");
        if (this == VLLM && count.canConvertToLong() && count.isIntegralNumber() && count.longValue() >= 0) {
            return OptionalLong.of(count.longValue());
        }
        JsonNode tokens = answer.path("tokens");
        return tokens.isArray() ? OptionalLong.of(tokens.size()) : OptionalLong.empty();
    }
}
