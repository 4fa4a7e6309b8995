package io.deopenchat.bridge.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.bridge.provider.Offer;
import io.deopenchat.bridge.provider.ProviderWatch;
import io.deopenchat.http.Answers;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.http.HttpServerResponse;

/** The models that can be bought, in OpenAI's shape, with what they cost beside it. */
final class ModelsHandler {
    private final ProviderWatch watch;

    ModelsHandler(ProviderWatch watch) {
        this.watch = watch;
    }

    void list(HttpServerResponse response) {
        ObjectNode node = Json.object().put("object", "list");
        ArrayNode data = node.putArray("data");
        watch.offers().forEach(offer -> data.add(json(offer)));
        Answers.json(response, node);
    }

    void one(HttpServerResponse response, String model) {
        watch.offer(model)
                .ifPresentOrElse(
                        offer -> Answers.json(response, json(offer)),
                        () -> Answers.error(
                                response,
                                ProtocolError.about(
                                        "model",
                                        ErrorCode.MODEL_NOT_FOUND,
                                        "this model is not listed; see /v1/models")));
    }

    private static ObjectNode json(Offer offer) {
        ObjectNode node = Json.object();
        node.put("id", offer.model());
        node.put("object", "model");
        node.put("created", offer.provider().registeredAt().getEpochSecond());
        node.put("owned_by", offer.provider().address().toString());
        node.putObject("deopenchat")
                .put("provider", offer.provider().address().toString())
                .put("requestPrice", offer.prices().request().toString())
                .put("inputPrice", offer.prices().input().toString())
                .put("outputPrice", offer.prices().output().toString())
                .put("capacity", Integer.toString(offer.capacity()))
                .put("maxOutputTokens", Long.toString(offer.limits().maxOutputTokens()));
        return node;
    }
}
