package io.deopenchat.openai;

import io.deopenchat.protocol.ModelLimits;

/** The most tokens that an honest receipt can name for a call: bytes bound tokens from above. */
public final class UsageBounds {
    private UsageBounds() {}

    /**
     * A tokenizer never makes more tokens than there are bytes; what the backend adds (its chat template) is the prompt
     * allowance, and a medium that is only linked to counts as the media allowance.
     */
    public static long maxPromptTokens(InferenceCall call, ModelLimits limits) {
        return Math.addExact(
                Math.addExact(call.bodyBytes(), limits.promptAllowance()),
                Math.multiplyExact(call.mediaParts(), limits.mediaAllowance()));
    }

    /**
     * At most what was asked for, and at most what was received plus the allowance for tokens that are not shown (hidden
     * reasoning). None for embeddings.
     */
    public static long maxCompletionTokens(InferenceCall call, ModelLimits limits, long responseBytes) {
        return Math.min(maxCompletionTokens(call, limits), Math.addExact(responseBytes, limits.completionAllowance()));
    }

    /** What was asked for: the limit of one completion, else the model's own, times the number of completions. */
    public static long maxCompletionTokens(InferenceCall call, ModelLimits limits) {
        if (!call.endpoint().hasOutput()) {
            return 0;
        }
        return Math.multiplyExact(call.choices(), call.completionLimit().orElse(limits.maxOutputTokens()));
    }
}
