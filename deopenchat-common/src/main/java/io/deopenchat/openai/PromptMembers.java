package io.deopenchat.openai;

import java.util.List;

/**
 * The members of a request that a model reads.
 *
 * @param texts whose strings and numbers (tokens) count
 * @param schemas whose names count as well
 * @param turns the array whose elements a chat template puts marks around; empty for none
 */
public record PromptMembers(List<String> texts, List<String> schemas, String turns) {
    public PromptMembers {
        texts = List.copyOf(texts);
        schemas = List.copyOf(schemas);
    }

    static PromptMembers ofTexts(String... texts) {
        return new PromptMembers(List.of(texts), List.of(), "");
    }
}
