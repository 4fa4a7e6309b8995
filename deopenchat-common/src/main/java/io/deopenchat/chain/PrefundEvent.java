package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.time.Instant;

/** Something that happened to an owner's prefunded balance; a top-up is {@link AccountEvent.ToppedUp}. */
public sealed interface PrefundEvent extends ContractEvent {
    Address owner();

    /** Money came in; {@code balance} is the new one. */
    record Prefunded(EventOrigin origin, Address owner, Wei amount, Wei balance) implements PrefundEvent {}

    /** The owner took money back. */
    record PrefundWithdrawn(EventOrigin origin, Address owner, Wei amount, Wei balance) implements PrefundEvent {}

    /** The owner allows a client key to move money. */
    record ClientAllowed(EventOrigin origin, Address owner, Address client, Wei perDay, Instant expiresAt)
            implements PrefundEvent {}

    /** The owner allows a client key to move up to {@code limit} in total to a provider. */
    record ProviderAllowed(EventOrigin origin, Address owner, Address client, Address provider, Wei limit)
            implements PrefundEvent {}
}
