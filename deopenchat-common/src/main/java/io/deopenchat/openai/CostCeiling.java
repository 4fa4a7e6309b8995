package io.deopenchat.openai;

import io.deopenchat.money.Prices;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ModelLimits;

/** The most that a call can cost: the {@code maxCost} that a bridge signs and the least that a gateway asks for. */
public final class CostCeiling {
    private CostCeiling() {}

    /**
     * {@code requestPrice + ceil((promptTokens * inputPrice + n * completionLimit * outputPrice) / 1,000,000)} with the
     * largest number of prompt tokens that {@link UsageBounds} allows. Where that does not fit {@code uint96} it is the
     * largest amount there is, which no escrow covers.
     */
    public static Wei of(InferenceCall call, Prices prices, ModelLimits limits) {
        Usage most =
                new Usage(UsageBounds.maxPromptTokens(call, limits), UsageBounds.maxCompletionTokens(call, limits));
        return prices.costAtMost(most, Wei.MAX);
    }
}
