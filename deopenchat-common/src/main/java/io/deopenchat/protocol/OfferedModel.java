package io.deopenchat.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.money.Prices;

/**
 * A model in {@link ProviderInfo}.
 *
 * @param name as listed on chain
 * @param capacity requests that are served at the same time
 * @param free how many more could be admitted now
 */
public record OfferedModel(String name, Prices prices, long capacity, long free, ModelLimits limits) {

    public OfferedModel {
        Check.notNegative("capacity", capacity);
        Check.notNegative("free", free);
    }

    ObjectNode toJson() {
        ObjectNode node = Json.object();
        node.put("model", name);
        node.put("requestPrice", prices.request().toString());
        node.put("inputPrice", prices.input().toString());
        node.put("outputPrice", prices.output().toString());
        node.put("capacity", Long.toString(capacity));
        node.put("free", Long.toString(free));
        node.put("maxOutputTokens", Long.toString(limits.maxOutputTokens()));
        node.put("promptAllowance", Long.toString(limits.promptAllowance()));
        node.put("mediaAllowance", Long.toString(limits.mediaAllowance()));
        node.put("completionAllowance", Long.toString(limits.completionAllowance()));
        return node;
    }

    static OfferedModel fromJson(WireObject wire) {
        return WireObject.wellFormed(
                "models",
                () -> new OfferedModel(
                        wire.text("model"),
                        new Prices(
                                wire.wei("requestPrice"),
                                wire.tokenPrice("inputPrice"),
                                wire.tokenPrice("outputPrice")),
                        wire.number("capacity"),
                        wire.number("free"),
                        new ModelLimits(
                                wire.number("maxOutputTokens"),
                                wire.number("promptAllowance"),
                                wire.number("mediaAllowance"),
                                wire.number("completionAllowance"))));
    }
}
