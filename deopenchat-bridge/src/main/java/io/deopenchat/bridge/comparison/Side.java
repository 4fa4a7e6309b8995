package io.deopenchat.bridge.comparison;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.WireObject;
import io.deopenchat.signing.Address;

/**
 * One of two answers.
 *
 * @param cost base units of its round
 * @param text what was delivered; empty once the user has decided
 */
public record Side(Address provider, long sequence, Wei cost, String text) {

    Side withoutText() {
        return new Side(provider, sequence, cost, "");
    }

    ObjectNode toJson() {
        return Json.object()
                .put("provider", provider.toString())
                .put("sequence", Long.toString(sequence))
                .put("cost", cost.toString())
                .put("text", text);
    }

    static Side fromJson(WireObject wire) {
        return new Side(wire.address("provider"), wire.number("sequence"), wire.wei("cost"), wire.text("text"));
    }
}
