package io.deopenchat.openai;

import io.deopenchat.money.Usage;
import java.util.Optional;

/**
 * What a client counts of a round itself, with a public vocabulary: a soft signal, because models count with vocabularies of
 * their own. Counted is only what can be compared: text that is mostly ASCII, where vocabularies differ little, no media, no
 * tokens given as numbers, one completion.
 */
public final class LocalCount {
    /** Of a prompt and of an answer; longer ones are not counted. */
    public static final int MAX_CHARACTERS = 64 * 1_024;

    /** JSON around the prompt included. */
    public static final int MAX_BODY_BYTES = 4 * MAX_CHARACTERS;

    /** A vocabulary that knows a language badly makes four tokens of what a public one takes for one. */
    private static final int OTHERS_AT_MOST_ONE_IN = 10;

    private LocalCount() {}

    /**
     * Slow: up to a tenth of a second, and more at first.
     *
     * @param body of the call
     * @param written what the model delivered
     */
    public static Optional<Usage> of(InferenceCall call, byte[] body, String written) {
        if (!isComparable(call) || body.length > MAX_BODY_BYTES) {
            return Optional.empty();
        }
        Prompt read = Prompt.of(call.dialect(), body);
        PromptText text = PromptText.of(read);
        return read.isTokens() || !isCounted(text.text()) || !isCounted(written)
                ? Optional.empty()
                : Optional.of(
                        new Usage(TokenEstimate.of(text.text()) + text.tokensBeside(), TokenEstimate.of(written)));
    }

    private static boolean isComparable(InferenceCall call) {
        return call.dialect().output() == Output.TEXT
                && !call.dialect().isForm()
                && call.mediaParts() == 0
                && call.choices() == 1;
    }

    private static boolean isCounted(String text) {
        long others = text.chars().filter(c -> c > '~').count();
        return text.length() <= MAX_CHARACTERS && others * OTHERS_AT_MOST_ONE_IN <= text.length();
    }
}
