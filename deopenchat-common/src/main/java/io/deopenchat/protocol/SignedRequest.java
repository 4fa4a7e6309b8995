package io.deopenchat.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.money.Prices;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Signature;

/** An {@link InferenceRequest} as it travels: with the client that claims to have signed it, in two headers. */
public record SignedRequest(InferenceRequest request, Address client, Signature signature) {

    /** The value of {@link Headers#REQUEST}. */
    public String header() {
        ObjectNode node = Json.object();
        node.put("client", client.toString());
        node.put("provider", request.provider().toString());
        node.put("sequence", Long.toString(request.sequence()));
        node.put("contentHash", request.contentHash().toString());
        node.put("model", request.model().toString());
        node.put("requestPrice", request.prices().request().toString());
        node.put("inputPrice", request.prices().input().toString());
        node.put("outputPrice", request.prices().output().toString());
        node.put("maxCost", request.maxCost().toString());
        node.put("authorized", request.authorized().toString());
        node.put("deadline", Long.toString(request.deadline()));
        return HeaderJson.encode(node);
    }

    /** @throws MalformedMessage if either header does not have its form; says nothing about who signed */
    public static SignedRequest parse(String requestHeader, String signatureHeader) {
        WireObject wire = HeaderJson.decode(Headers.REQUEST, requestHeader);
        InferenceRequest request = WireObject.wellFormed(
                Headers.REQUEST,
                () -> new InferenceRequest(
                        wire.address("provider"),
                        wire.number("sequence"),
                        wire.bytes32("contentHash"),
                        wire.bytes32("model"),
                        new Prices(
                                wire.wei("requestPrice"),
                                wire.tokenPrice("inputPrice"),
                                wire.tokenPrice("outputPrice")),
                        wire.wei("maxCost"),
                        wire.wei("authorized"),
                        wire.number("deadline")));
        Signature signature = WireObject.wellFormed(Headers.SIGNATURE, () -> Signature.parse(signatureHeader));
        return new SignedRequest(request, wire.address("client"), signature);
    }
}
