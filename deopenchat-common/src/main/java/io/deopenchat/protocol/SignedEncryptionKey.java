package io.deopenchat.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.signing.Signature;

/** An {@link EncryptionKey} with the operator's signature. */
public record SignedEncryptionKey(EncryptionKey key, Signature signature) {

    public ObjectNode toJson() {
        return Json.object()
                .put("provider", key.provider().toString())
                .put("client", key.client().toString())
                .put("key", key.key().toString())
                .put("until", Long.toString(key.until()))
                .put("signature", signature.toString());
    }

    /** @throws MalformedMessage if it does not have its form; says nothing about who signed */
    public static SignedEncryptionKey fromJson(WireObject wire) {
        EncryptionKey key = WireObject.wellFormed(
                "encryption key",
                () -> new EncryptionKey(
                        wire.address("provider"), wire.address("client"), wire.bytes32("key"), wire.number("until")));
        return new SignedEncryptionKey(key, wire.signature("signature"));
    }
}
