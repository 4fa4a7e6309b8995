package io.deopenchat.bridge.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.bridge.counterparty.Candidate;
import io.deopenchat.bridge.counterparty.Choice;
import io.deopenchat.bridge.provider.Liveness;
import io.deopenchat.bridge.provider.Offer;
import io.deopenchat.http.Answers;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.ProtocolError;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Locale;

/**
 * The models that can be bought, in OpenAI's shape, with what they cost beside it. A model that several sell is there once by
 * its name, and once more for each of them, which pins that one.
 */
final class ModelsHandler {
    private static final String REQUEST_UNIT = "base units per request";
    private static final String TOKEN_UNIT = "base units per 1,000,000 tokens";

    private final Choice choice;

    ModelsHandler(Choice choice) {
        this.choice = choice;
    }

    void list(HttpServerResponse response) {
        ObjectNode node = Json.object().put("object", "list");
        ArrayNode data = node.putArray("data");
        choice.candidates().forEach((model, sellers) -> {
            data.add(json(model, sellers));
            if (sellers.size() > 1) {
                sellers.forEach(seller -> data.add(pinned(seller)));
            }
        });
        Answers.json(response, node);
    }

    void one(HttpServerResponse response, String name) {
        try {
            AskedModel asked = AskedModel.of(name);
            List<Candidate> sellers = choice.candidates().getOrDefault(asked.model(), List.of()).stream()
                    .filter(seller -> asked.pin().isEmpty()
                            || asked.pin().get().equals(seller.counterparty().provider()))
                    .toList();
            if (sellers.isEmpty()) {
                Answers.error(response, notListed());
            } else {
                Answers.json(response, asked.pin().isEmpty() ? json(name, sellers) : pinned(sellers.getFirst()));
            }
        } catch (MalformedMessage e) {
            Answers.error(response, e.toError());
        }
    }

    private static ProtocolError notListed() {
        return ProtocolError.about(
                "model", ErrorCode.MODEL_NOT_FOUND, "this model cannot be bought now; see /v1/models");
    }

    private static ObjectNode pinned(Candidate seller) {
        return json(
                AskedModel.pinned(seller.offer().model(), seller.counterparty().provider()), List.of(seller));
    }

    /** Everybody who sells it, who would be asked first at the head; the members beside that list are that one's. */
    private static ObjectNode json(String id, List<Candidate> sellers) {
        Candidate chosen = sellers.getFirst();
        ObjectNode node = Json.object();
        node.put("id", id);
        node.put("object", "model");
        node.put("created", chosen.offer().provider().registeredAt().getEpochSecond());
        node.put("owned_by", chosen.counterparty().provider().toString());
        ObjectNode ours = put(node.putObject("deopenchat"), chosen)
                .put("requestPriceUnit", REQUEST_UNIT)
                .put("tokenPriceUnit", TOKEN_UNIT);
        ArrayNode each = ours.putArray("providers");
        sellers.forEach(seller -> put(each.addObject(), seller)
                .put(
                        "chosen",
                        seller.counterparty()
                                .provider()
                                .equals(chosen.counterparty().provider())));
        return node;
    }

    private static ObjectNode put(ObjectNode node, Candidate seller) {
        Offer offer = seller.offer();
        Liveness life = seller.counterparty().watch().liveness();
        node.put("lifeSignAgeSeconds", Long.toString(life.signAge().toSeconds()));
        life.probeAge().ifPresent(age -> node.put("probeAgeSeconds", Long.toString(age.toSeconds())));
        return node.put("provider", offer.provider().address().toString())
                .put("requestPrice", offer.prices().request().toString())
                .put("inputPrice", offer.prices().input().toString())
                .put("outputPrice", offer.prices().output().toString())
                .put("capacity", Integer.toString(offer.capacity()))
                .put("maxOutputTokens", Long.toString(offer.limits().maxOutputTokens()))
                .put("trust", thousandths(seller.trust()))
                .put(
                        "billedToCounted",
                        thousandths(seller.counterparty().trust().overcount(offer.model())))
                .put("disputes", seller.counterparty().account().disputedAt().size());
    }

    private static String thousandths(double ratio) {
        return String.format(Locale.ROOT, "%.3f", ratio);
    }
}
