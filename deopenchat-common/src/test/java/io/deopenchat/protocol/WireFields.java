package io.deopenchat.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.signing.TypedMessage;

/** The members of a message in the order of its type and in wire form: every number a decimal string. */
final class WireFields {
    private WireFields() {}

    static ObjectNode of(TypedMessage message) {
        return switch (message) {
            case InferenceRequest request -> of(request);
            case Receipt receipt -> of(receipt);
            case Confirmation it ->
                fields("provider", it.provider())
                        .put("cumulativeCost", it.cumulativeCost().toString())
                        .put("rounds", Long.toString(it.rounds()))
                        .put("tokens", Long.toString(it.tokens()))
                        .put("transcript", it.transcript().toString());
            case Access it ->
                fields("provider", it.provider())
                        .put("action", it.action())
                        .put("deadline", Long.toString(it.deadline()));
            case Bind it ->
                fields("provider", it.provider()).put("owner", it.owner().toString());
            case TopUp it ->
                fields("owner", it.owner())
                        .put("provider", it.provider().toString())
                        .put("total", it.total().toString())
                        .put("deadline", Long.toString(it.deadline()));
            case Contest it ->
                fields("provider", it.provider())
                        .put("requestHash", it.requestHash().toString())
                        .put("owed", it.owed().toString());
            case Flag it ->
                fields("provider", it.provider()).put("total", it.total().toString());
            case Comparison it ->
                fields("preferred", it.preferred())
                        .put("other", it.other().toString())
                        .put("total", it.total().toString());
            case Release it ->
                fields("provider", it.provider())
                        .put("client", it.client().toString())
                        .put("settledTotal", it.settledTotal().toString())
                        .put("nonce", Long.toString(it.nonce()))
                        .put("deadline", Long.toString(it.deadline()));
            default -> throw new IllegalArgumentException("no wire fields are known for " + message);
        };
    }

    private static ObjectNode of(InferenceRequest it) {
        return fields("provider", it.provider())
                .put("sequence", Long.toString(it.sequence()))
                .put("contentHash", it.contentHash().toString())
                .put("model", it.model().toString())
                .put("requestPrice", it.prices().request().toString())
                .put("inputPrice", it.prices().input().perMillion().toString())
                .put("outputPrice", it.prices().output().perMillion().toString())
                .put("maxCost", it.maxCost().toString())
                .put("authorized", it.authorized().toString())
                .put("deadline", Long.toString(it.deadline()));
    }

    private static ObjectNode of(Receipt it) {
        return fields("client", it.client())
                .put("sequence", Long.toString(it.sequence()))
                .put("requestHash", it.requestHash().toString())
                .put("responseHash", it.responseHash().toString())
                .put("promptTokens", Long.toString(it.usage().promptTokens()))
                .put("completionTokens", Long.toString(it.usage().completionTokens()))
                .put("cost", it.cost().toString())
                .put("status", Integer.toString(it.status().number()));
    }

    private static ObjectNode fields(String name, Object value) {
        return Json.object().put(name, value.toString());
    }
}
