package io.deopenchat.openai;

import io.deopenchat.protocol.ModelLimits;

/** The most tokens that an honest receipt can name for a call: bytes bound tokens from above. */
public final class UsageBounds {
    /** Tokens of a completion that are no text: its end, the marks around a tool call. */
    static final int TOKENS_WITHOUT_TEXT = 16;

    private UsageBounds() {}

    /**
     * A tokenizer never makes more tokens than there are bytes; what the backend adds (its chat template) is the prompt
     * allowance, and a medium that is only linked to counts as the media allowance.
     */
    public static long maxPromptTokens(InferenceCall call, ModelLimits limits) {
        if (!call.dialect().countsPrompt()) {
            return 0;
        }
        return Math.addExact(
                Math.addExact(call.bodyBytes(), limits.promptAllowance()),
                Math.multiplyExact(call.mediaParts(), limits.mediaAllowance()));
    }

    /**
     * At most what was asked for, and at most one token for each byte of text that was delivered, plus the few tokens that
     * begin and end a completion, plus the allowance for tokens that are not shown (hidden reasoning). None where there is no output.
     *
     * @param textBytes {@link DeliveredText} of the answer
     */
    public static long maxCompletionTokens(InferenceCall call, ModelLimits limits, long textBytes) {
        return Math.min(maxCompletionTokens(call, limits), Math.addExact(textBytes, withoutText(call, limits)));
    }

    /**
     * What was asked for: the limit of one completion, else the model's own, times the number of completions. Sounds and
     * images deliver no text, so never more than what needs none.
     */
    public static long maxCompletionTokens(InferenceCall call, ModelLimits limits) {
        return switch (call.dialect().output()) {
            case NONE -> 0;
            case TEXT -> askedFor(call, limits);
            case MEDIA -> Math.min(askedFor(call, limits), withoutText(call, limits));
        };
    }

    private static long askedFor(InferenceCall call, ModelLimits limits) {
        return Math.multiplyExact(call.choices(), call.completionLimit().orElse(limits.maxOutputTokens()));
    }

    private static long withoutText(InferenceCall call, ModelLimits limits) {
        return Math.addExact(limits.completionAllowance(), (long) TOKENS_WITHOUT_TEXT * call.choices());
    }
}
