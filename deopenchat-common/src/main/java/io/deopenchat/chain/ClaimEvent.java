package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;

/** Something about claims that changed no account; the rows of a claim are {@link AccountEvent.Claimed}. */
public sealed interface ClaimEvent extends ProviderEvent {

    /**
     * One per batch.
     *
     * @param amount base units that its rows paid, {@link Wei#MAX} for anything beyond it
     * @param fee base units of it that the treasury gets
     */
    record ClaimSettled(EventOrigin origin, Address provider, Wei amount, Wei fee, int rows) implements ClaimEvent {}

    /** {@code archiver} says where rounds are archived. Anyone can say so: readers look for the parties of the account. */
    record TranscriptArchived(
            EventOrigin origin, Address provider, Address client, Address archiver, Bytes32 transcript, Bytes32 digest)
            implements ClaimEvent {}
}
