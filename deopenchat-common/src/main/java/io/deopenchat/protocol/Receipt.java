package io.deopenchat.protocol;

import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Members;
import io.deopenchat.signing.MessageType;
import io.deopenchat.signing.TypedMessage;

/**
 * The operator's bill for one round.
 *
 * @param requestHash EIP-712 digest of the {@link InferenceRequest}
 * @param responseHash SHA-256 of the round's byte log
 * @param cost base units, at most the request's {@code maxCost}
 */
public record Receipt(
        Address client,
        long sequence,
        Bytes32 requestHash,
        Bytes32 responseHash,
        Usage usage,
        Wei cost,
        RoundStatus status)
        implements TypedMessage {
    public static final MessageType TYPE =
            new MessageType("Receipt(address client,uint64 sequence,bytes32 requestHash,bytes32 responseHash,"
                    + "uint64 promptTokens,uint64 completionTokens,uint96 cost,uint8 status)");

    public Receipt {
        Check.positive("sequence", sequence);
    }

    @Override
    public MessageType type() {
        return TYPE;
    }

    @Override
    public void write(Members members) {
        members.put(client)
                .put(sequence)
                .put(requestHash)
                .put(responseHash)
                .put(usage.promptTokens())
                .put(usage.completionTokens())
                .put(cost.value())
                .put(status.number());
    }
}
