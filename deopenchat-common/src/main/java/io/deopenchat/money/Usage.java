package io.deopenchat.money;

/** Tokens of one round: prompt (input) and completion (output), neither negative. */
public record Usage(long promptTokens, long completionTokens) {
    public static final Usage NONE = new Usage(0, 0);

    public Usage {
        if (promptTokens < 0 || completionTokens < 0) {
            throw new IllegalArgumentException(
                    "token counts cannot be negative: prompt " + promptTokens + ", completion " + completionTokens);
        }
    }

    /** @throws ArithmeticException if the sum does not fit 63 bits */
    public long total() {
        return Math.addExact(promptTokens, completionTokens);
    }
}
