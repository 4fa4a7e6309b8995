package io.deopenchat.chain;

/** Something that happened in the contract. */
public sealed interface ContractEvent
        permits ProviderEvent, OrderEvent, PrefundEvent, CreditEvent, TreasuryEvent, ReputationEvent {
    EventOrigin origin();
}
