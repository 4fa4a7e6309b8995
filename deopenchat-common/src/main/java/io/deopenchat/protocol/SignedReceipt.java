package io.deopenchat.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.money.Usage;
import io.deopenchat.signing.Signature;

/** A {@link Receipt} with the operator's signature, as it travels in a header, an event and the account's state. */
public record SignedReceipt(Receipt receipt, Signature signature) {

    public ObjectNode toJson() {
        ObjectNode node = Json.object();
        node.put("client", receipt.client().toString());
        node.put("sequence", Long.toString(receipt.sequence()));
        node.put("requestHash", receipt.requestHash().toString());
        node.put("responseHash", receipt.responseHash().toString());
        node.put("promptTokens", Long.toString(receipt.usage().promptTokens()));
        node.put("completionTokens", Long.toString(receipt.usage().completionTokens()));
        node.put("cost", receipt.cost().toString());
        node.put("status", Integer.toString(receipt.status().number()));
        node.put("signature", signature.toString());
        return node;
    }

    public static SignedReceipt fromJson(WireObject wire) {
        Receipt receipt = WireObject.wellFormed(
                "receipt",
                () -> new Receipt(
                        wire.address("client"),
                        wire.number("sequence"),
                        wire.bytes32("requestHash"),
                        wire.bytes32("responseHash"),
                        new Usage(wire.number("promptTokens"), wire.number("completionTokens")),
                        wire.wei("cost"),
                        RoundStatus.of(wire.number("status"))));
        return new SignedReceipt(receipt, wire.signature("signature"));
    }

    /** The value of {@link Headers#RECEIPT}. */
    public String header() {
        return HeaderJson.encode(toJson());
    }

    public static SignedReceipt fromHeader(String value) {
        return fromJson(HeaderJson.decode(Headers.RECEIPT, value));
    }
}
