package io.deopenchat.protocol;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Members;
import io.deopenchat.signing.MessageType;
import io.deopenchat.signing.TypedMessage;

/**
 * The client's statement of what it owes a provider for all rounds so far. The newest one replaces every older one, here
 * and in a claim.
 *
 * @param cumulativeCost base units owed in total
 * @param rounds confirmed rounds in total
 * @param tokens prompt plus completion tokens in total
 * @param transcript {@link Transcript} head over the receipts, in the order in which they were confirmed
 */
public record Confirmation(Address provider, Wei cumulativeCost, long rounds, long tokens, Bytes32 transcript)
        implements TypedMessage {
    public static final MessageType TYPE = new MessageType(
            "Confirmation(address provider,uint96 cumulativeCost,uint64 rounds,uint96 tokens,bytes32 transcript)");

    public Confirmation {
        Check.notNegative("rounds", rounds);
        Check.notNegative("tokens", tokens);
    }

    /** The state of an account that has confirmed nothing; never signed. */
    public static Confirmation none(Address provider) {
        return new Confirmation(provider, Wei.ZERO, 0, 0, Transcript.START);
    }

    /**
     * This confirmation and one more round.
     *
     * @param receiptDigest EIP-712 digest of the round's receipt
     */
    public Confirmation and(Receipt receipt, Bytes32 receiptDigest) {
        return new Confirmation(
                provider,
                cumulativeCost.plus(receipt.cost()),
                Math.addExact(rounds, 1),
                Math.addExact(tokens, receipt.usage().total()),
                Transcript.append(transcript, receiptDigest));
    }

    @Override
    public MessageType type() {
        return TYPE;
    }

    @Override
    public void write(Members members) {
        members.put(provider)
                .put(cumulativeCost.value())
                .put(rounds)
                .put(tokens)
                .put(transcript);
    }
}
