package io.deopenchat.chain;

import io.deopenchat.signing.Address;

/** Something that happened to a provider, one of its listings or one of its accounts. */
public sealed interface ProviderEvent extends ContractEvent
        permits RegistryEvent, AccountEvent, ClaimEvent, ReputationEvent.Flagged {
    Address provider();
}
