package io.deopenchat.protocol;

import io.deopenchat.money.Prices;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Members;
import io.deopenchat.signing.MessageType;
import io.deopenchat.signing.TypedMessage;

/**
 * What a client signs for every request. It bounds the future: this round may cost {@code maxCost}, and all rounds so far
 * together {@code authorized}.
 *
 * @param sequence number of the request within its account, from 1, each used once
 * @param contentHash {@link ContentHash} of method, path and body
 * @param model {@link ModelId} of the listed name
 * @param prices the listed prices that the client accepts for this round
 * @param deadline unix seconds
 */
public record InferenceRequest(
        Address provider,
        long sequence,
        Bytes32 contentHash,
        Bytes32 model,
        Prices prices,
        Wei maxCost,
        Wei authorized,
        long deadline)
        implements TypedMessage {
    public static final MessageType TYPE = new MessageType(
            "InferenceRequest(address provider,uint64 sequence,bytes32 contentHash,bytes32 model,uint96 requestPrice,"
                    + "uint96 inputPrice,uint96 outputPrice,uint96 maxCost,uint96 authorized,uint64 deadline)");

    public InferenceRequest {
        Check.positive("sequence", sequence);
        Check.notNegative("deadline", deadline);
    }

    @Override
    public MessageType type() {
        return TYPE;
    }

    @Override
    public void write(Members members) {
        members.put(provider)
                .put(sequence)
                .put(contentHash)
                .put(model)
                .put(prices.request().value())
                .put(prices.input().perMillion().value())
                .put(prices.output().perMillion().value())
                .put(maxCost.value())
                .put(authorized.value())
                .put(deadline);
    }
}
