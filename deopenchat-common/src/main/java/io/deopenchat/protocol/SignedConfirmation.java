package io.deopenchat.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.signing.Signature;

/** A {@link Confirmation} with the client's signature: worth its total to the provider who holds it. */
public record SignedConfirmation(Confirmation confirmation, Signature signature) {

    /** The members of the confirmation, without the signature. */
    public ObjectNode messageJson() {
        ObjectNode node = Json.object();
        node.put("provider", confirmation.provider().toString());
        node.put("cumulativeCost", confirmation.cumulativeCost().toString());
        node.put("rounds", Long.toString(confirmation.rounds()));
        node.put("tokens", Long.toString(confirmation.tokens()));
        node.put("transcript", confirmation.transcript().toString());
        return node;
    }

    /** The members of the confirmation and {@code signature}. */
    public ObjectNode toJson() {
        return messageJson().put("signature", signature.toString());
    }

    public static SignedConfirmation fromJson(WireObject wire) {
        return of(wire, wire.signature("signature"));
    }

    static SignedConfirmation of(WireObject message, Signature signature) {
        Confirmation confirmation = WireObject.wellFormed(
                "confirmation",
                () -> new Confirmation(
                        message.address("provider"),
                        message.wei("cumulativeCost"),
                        message.number("rounds"),
                        message.number("tokens"),
                        message.bytes32("transcript")));
        return new SignedConfirmation(confirmation, signature);
    }
}
