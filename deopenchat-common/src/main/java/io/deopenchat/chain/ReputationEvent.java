package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;

/** Something that a paying client said; {@code total} is all it ever said of the pair, this way round. */
public sealed interface ReputationEvent extends ContractEvent {
    Address client();

    /** The client flagged value of a provider. */
    record Flagged(EventOrigin origin, Address provider, Address client, Wei total)
            implements ReputationEvent, ProviderEvent {}

    /** The client preferred one provider to another. */
    record Compared(EventOrigin origin, Address preferred, Address other, Address client, Wei total)
            implements ReputationEvent {}
}
