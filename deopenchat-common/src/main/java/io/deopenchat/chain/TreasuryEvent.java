package io.deopenchat.chain;

import io.deopenchat.signing.Address;
import java.time.Instant;

/** Something that happened to the protocol's fee. */
public sealed interface TreasuryEvent extends ContractEvent {

    /** The fee changes at {@code from}. */
    record FeeSet(EventOrigin origin, int basisPoints, Instant from) implements TreasuryEvent {}

    /** The treasury named who may take its place. */
    record TreasuryProposed(EventOrigin origin, Address treasury, Address proposed) implements TreasuryEvent {}

    /** The proposed address took the place. */
    record TreasuryChanged(EventOrigin origin, Address treasury) implements TreasuryEvent {}
}
