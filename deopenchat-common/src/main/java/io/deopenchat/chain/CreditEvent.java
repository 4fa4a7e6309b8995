package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;

/** Something that happened to money that waits; {@link Wei#MAX} stands for any amount beyond it. */
public sealed interface CreditEvent extends ContractEvent {
    Address payee();

    /** Money is due to the payee. */
    record Credited(EventOrigin origin, Address payee, Wei amount) implements CreditEvent {}

    /** The payee took all of its credit. */
    record CreditCollected(EventOrigin origin, Address payee, Wei amount) implements CreditEvent {}
}
