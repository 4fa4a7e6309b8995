package io.deopenchat.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.money.Wei;

/**
 * What a gateway holds its callers to, in {@link ProviderInfo}.
 *
 * @param sequenceWindow distance that a sequence may have from the highest used one
 * @param creditLimit base units that an account nobody knows may have unconfirmed and in flight
 * @param requestsPerSecond signed calls of one account; 0 for no limit, or where the gateway does not say
 */
public record ServiceLimits(
        long sequenceWindow, long maxBodyBytes, Wei creditLimit, long maxDeadlineSeconds, long requestsPerSecond) {

    public ServiceLimits {
        Check.notNegative("sequenceWindow", sequenceWindow);
        Check.notNegative("maxBodyBytes", maxBodyBytes);
        Check.notNegative("maxDeadlineSeconds", maxDeadlineSeconds);
        Check.notNegative("requestsPerSecond", requestsPerSecond);
    }

    ObjectNode toJson() {
        ObjectNode node = Json.object();
        node.put("sequenceWindow", Long.toString(sequenceWindow));
        node.put("maxBodyBytes", Long.toString(maxBodyBytes));
        node.put("creditLimit", creditLimit.toString());
        node.put("maxDeadlineSeconds", Long.toString(maxDeadlineSeconds));
        node.put("requestsPerSecond", Long.toString(requestsPerSecond));
        return node;
    }

    static ServiceLimits fromJson(WireObject wire) {
        return WireObject.wellFormed(
                "limits",
                () -> new ServiceLimits(
                        wire.number("sequenceWindow"),
                        wire.number("maxBodyBytes"),
                        wire.wei("creditLimit"),
                        wire.number("maxDeadlineSeconds"),
                        wire.node().has("requestsPerSecond") ? wire.number("requestsPerSecond") : 0));
    }
}
