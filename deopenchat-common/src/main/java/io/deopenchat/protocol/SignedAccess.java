package io.deopenchat.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Signature;

/** An {@link Access} as it travels: with the client that claims to have signed it, in two headers. */
public record SignedAccess(Access access, Address client, Signature signature) {

    /** The value of {@link Headers#ACCESS}. */
    public String header() {
        ObjectNode node = Json.object();
        node.put("client", client.toString());
        node.put("provider", access.provider().toString());
        node.put("action", access.action());
        node.put("deadline", Long.toString(access.deadline()));
        return HeaderJson.encode(node);
    }

    /** @throws MalformedMessage if either header does not have its form; says nothing about who signed */
    public static SignedAccess parse(String accessHeader, String signatureHeader) {
        WireObject wire = HeaderJson.decode(Headers.ACCESS, accessHeader);
        Access access = WireObject.wellFormed(
                Headers.ACCESS,
                () -> new Access(wire.address("provider"), wire.text("action"), wire.number("deadline")));
        Signature signature = WireObject.wellFormed(Headers.SIGNATURE, () -> Signature.parse(signatureHeader));
        return new SignedAccess(access, wire.address("client"), signature);
    }
}
