package io.deopenchat.bridge.market;

import io.deopenchat.bridge.config.ProviderFilter;
import io.deopenchat.chain.Criteria;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.InferenceCall;
import io.deopenchat.openai.UsageBounds;
import io.deopenchat.protocol.ModelLimits;
import io.deopenchat.signing.Address;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the user lets every order ask for.
 *
 * @param maxCost stake of each order, base units
 * @param timeToLock within which somebody has to lock it
 * @param criteria on the record of who locks it
 * @param filter from whom nothing is bought, and what is paid at most
 * @param maxima above which no limit of a model is believed
 */
public record OrderRules(
        Wei maxCost, Duration timeToLock, Criteria criteria, ProviderFilter filter, ModelLimits maxima) {

    public OrderRules {
        if (maxCost.isZero()) {
            throw new IllegalArgumentException("the most that an order may cost must be above 0");
        }
    }

    /**
     * The order for a call.
     *
     * @param pin the only provider that may lock it; empty for those that the user allows
     */
    OrderDraft draft(InferenceCall call, Optional<Address> pin) {
        return new OrderDraft(
                call.model(),
                maxCost,
                maxPrices(call),
                timeToLock,
                criteria,
                pin.map(List::of).orElseGet(() -> List.copyOf(filter.allowed())));
    }

    /**
     * What the stake covers whatever the usage: a provider that asks for more could not serve the call, so it shall not lock the
     * order. Both prices of tokens are the same, because nobody knows yet how many of which kind there will be.
     */
    private Prices maxPrices(InferenceCall call) {
        TokenPrice affordable = affordable(Math.addExact(
                UsageBounds.maxPromptTokens(call, maxima), UsageBounds.maxCompletionTokens(call, maxima)));
        return new Prices(
                maxCost,
                lower(affordable, Optional.ofNullable(filter.maxInputPrice())),
                lower(affordable, Optional.ofNullable(filter.maxOutputPrice())));
    }

    private TokenPrice affordable(long tokens) {
        BigInteger perMillion =
                maxCost.value().multiply(TokenPrice.TOKENS_PER_PRICE).divide(BigInteger.valueOf(Math.max(1, tokens)));
        return new TokenPrice(new Wei(perMillion.min(Wei.MAX.value())));
    }

    private static TokenPrice lower(TokenPrice affordable, Optional<TokenPrice> wanted) {
        return wanted.filter(price -> price.compareTo(affordable) < 0).orElse(affordable);
    }
}
