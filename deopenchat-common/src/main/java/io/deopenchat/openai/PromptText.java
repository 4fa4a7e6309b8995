package io.deopenchat.openai;

/**
 * What a request gives a tokenizer to count. Media are left out: they have an allowance of their own.
 *
 * @param tokensBeside in no text: given as numbers, or made by a chat template
 */
public record PromptText(String text, long tokensBeside) {
    /** What a chat template adds to every message. */
    public static final int TOKENS_PER_TURN = 4;

    public static PromptText of(Dialect dialect, byte[] requestBody) {
        return of(Prompt.of(dialect, requestBody));
    }

    static PromptText of(Prompt prompt) {
        return new PromptText(
                String.join("", prompt.texts()), prompt.numbers() + (long) TOKENS_PER_TURN * prompt.turns());
    }
}
