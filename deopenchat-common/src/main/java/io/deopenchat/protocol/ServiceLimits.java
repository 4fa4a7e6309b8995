package io.deopenchat.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.money.Wei;

/**
 * What a gateway holds its callers to, in {@link ProviderInfo}.
 *
 * @param sequenceWindow distance that a sequence may have from the highest used one
 * @param creditLimit base units that an account nobody knows may have unconfirmed and in flight
 */
public record ServiceLimits(long sequenceWindow, long maxBodyBytes, Wei creditLimit, long maxDeadlineSeconds) {

    public ServiceLimits {
        Check.notNegative("sequenceWindow", sequenceWindow);
        Check.notNegative("maxBodyBytes", maxBodyBytes);
        Check.notNegative("maxDeadlineSeconds", maxDeadlineSeconds);
    }

    ObjectNode toJson() {
        ObjectNode node = Json.object();
        node.put("sequenceWindow", Long.toString(sequenceWindow));
        node.put("maxBodyBytes", Long.toString(maxBodyBytes));
        node.put("creditLimit", creditLimit.toString());
        node.put("maxDeadlineSeconds", Long.toString(maxDeadlineSeconds));
        return node;
    }

    static ServiceLimits fromJson(WireObject wire) {
        return WireObject.wellFormed(
                "limits",
                () -> new ServiceLimits(
                        wire.number("sequenceWindow"),
                        wire.number("maxBodyBytes"),
                        wire.wei("creditLimit"),
                        wire.number("maxDeadlineSeconds")));
    }
}
