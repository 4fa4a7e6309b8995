package io.deopenchat.chain;

import io.deopenchat.chain.wrapper.Deopenchat;
import io.deopenchat.protocol.InferenceRequest;
import io.deopenchat.protocol.Receipt;
import java.math.BigInteger;

/** The signed messages of a round, as the contract takes them. */
final class Evidence {
    private Evidence() {}

    static Deopenchat.InferenceRequest request(InferenceRequest request) {
        return new Deopenchat.InferenceRequest(
                request.provider().toString(),
                Abi.uint(request.sequence()),
                request.contentHash().toArray(),
                request.model().toArray(),
                request.prices().request().value(),
                request.prices().input().perMillion().value(),
                request.prices().output().perMillion().value(),
                request.maxCost().value(),
                request.authorized().value(),
                Abi.uint(request.deadline()));
    }

    static Deopenchat.Receipt receipt(Receipt receipt) {
        return new Deopenchat.Receipt(
                receipt.client().toString(),
                Abi.uint(receipt.sequence()),
                receipt.requestHash().toArray(),
                receipt.responseHash().toArray(),
                Abi.uint(receipt.usage().promptTokens()),
                Abi.uint(receipt.usage().completionTokens()),
                receipt.cost().value(),
                BigInteger.valueOf(receipt.status().number()));
    }
}
