package io.deopenchat.chain;

import io.deopenchat.money.Prices;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.PublicKey;

/** Something that happened to a provider, one of its listings or one of its accounts. */
public sealed interface ContractEvent {
    EventOrigin origin();

    Address provider();

    /** Something that changed one account. */
    sealed interface AccountChanged extends ContractEvent {
        Address client();
    }

    record AccountOpened(EventOrigin origin, Address provider, Address client, Address owner, PublicKey publicKey)
            implements AccountChanged {}

    /** Money came in; {@code escrow} is the new total. */
    record Deposited(EventOrigin origin, Address provider, Address client, Address owner, Wei amount, Wei escrow)
            implements AccountChanged {}

    /** The client gave the account to another owner; the old escrow became a withdrawal of the displaced one. */
    record OwnerDisplaced(
            EventOrigin origin,
            Address provider,
            Address client,
            Address owner,
            Address displacedOwner,
            Wei withdrawing,
            long maturesAt)
            implements AccountChanged {}

    /**
     * A row of a claim moved money.
     *
     * @param paid base units of this row
     * @param claimed base units that the provider was paid for the account in total
     * @param rounds counted in total
     * @param tokens that the client confirmed in total; 2^63 - 1 stands for anything beyond it
     */
    record Claimed(
            EventOrigin origin,
            Address provider,
            Address client,
            Wei paid,
            Wei claimed,
            long rounds,
            long tokens,
            Bytes32 transcript)
            implements AccountChanged {}

    record WithdrawalRequested(
            EventOrigin origin,
            Address provider,
            Address client,
            Address owner,
            Wei amount,
            Wei declaredTotal,
            long maturesAt,
            long lapsesAt)
            implements AccountChanged {}

    record WithdrawalCancelled(EventOrigin origin, Address provider, Address client, Address owner)
            implements AccountChanged {}

    /** @param claimed base units that the provider was paid for the account in total */
    record WithdrawalFinished(
            EventOrigin origin,
            Address provider,
            Address client,
            Address beneficiary,
            Wei providerPaid,
            Wei paid,
            Wei claimed)
            implements AccountChanged {}

    /** @param claimed base units that the provider was paid for the account in total */
    record Released(
            EventOrigin origin,
            Address provider,
            Address client,
            Address owner,
            Wei providerPaid,
            Wei paid,
            Wei claimed,
            long nonce)
            implements AccountChanged {}

    /** One per batch: what the provider was sent, for how many rows. */
    record ClaimSettled(EventOrigin origin, Address provider, Wei amount, int rows) implements ContractEvent {}

    record ProviderRegistered(
            EventOrigin origin,
            Address provider,
            Address operator,
            Bytes32 encryptionKey,
            String endpoint,
            String metadataUri)
            implements ContractEvent {}

    record ProviderUpdated(
            EventOrigin origin,
            Address provider,
            Address operator,
            Bytes32 encryptionKey,
            String endpoint,
            String metadataUri)
            implements ContractEvent {}

    record ModelListed(
            EventOrigin origin, Address provider, Bytes32 model, String name, int kind, int capacity, Prices prices)
            implements ContractEvent {}

    record ModelUnlisted(EventOrigin origin, Address provider, Bytes32 model) implements ContractEvent {}
}
