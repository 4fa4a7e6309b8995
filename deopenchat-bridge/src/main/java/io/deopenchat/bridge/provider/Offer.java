package io.deopenchat.bridge.provider;

import io.deopenchat.money.Prices;
import io.deopenchat.protocol.ModelLimits;

/**
 * A model that can be bought.
 *
 * @param provider as the chain knew it when the offer was made
 * @param capacity requests that the provider serves at the same time
 * @param limits published by its gateway, none above the bridge's own maxima
 */
public record Offer(KnownProvider provider, String model, Prices prices, int capacity, ModelLimits limits) {
    /** Between a model and the provider that it is pinned to; a listing with it in its name could not be told from a pin. */
    public static final String PIN = "@0x";
}
