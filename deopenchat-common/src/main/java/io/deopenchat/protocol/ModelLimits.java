package io.deopenchat.protocol;

/**
 * Numbers of a model that bound the tokens of a round, as its gateway publishes them.
 *
 * @param maxOutputTokens tokens of one completion when the caller names no limit
 * @param promptAllowance prompt tokens beyond the bytes of the body: the chat template
 * @param mediaAllowance prompt tokens of one image, sound, video or file
 * @param completionAllowance completion tokens that are billed without being sent: hidden reasoning
 */
public record ModelLimits(long maxOutputTokens, long promptAllowance, long mediaAllowance, long completionAllowance) {
    /** Far above every model that exists, far below what could overflow a sum of a few. */
    public static final long MAX = 1_000_000_000L;

    public ModelLimits {
        check("maxOutputTokens", maxOutputTokens);
        check("promptAllowance", promptAllowance);
        check("mediaAllowance", mediaAllowance);
        check("completionAllowance", completionAllowance);
    }

    /** These numbers, none of them above {@code most}: the reader's own maximum wins over what the other side says. */
    public ModelLimits atMost(ModelLimits most) {
        return new ModelLimits(
                Math.min(maxOutputTokens, most.maxOutputTokens),
                Math.min(promptAllowance, most.promptAllowance),
                Math.min(mediaAllowance, most.mediaAllowance),
                Math.min(completionAllowance, most.completionAllowance));
    }

    private static void check(String field, long value) {
        if (value < 0 || value > MAX) {
            throw new IllegalArgumentException(field + " must be 0 to " + MAX + ", got " + value);
        }
    }
}
